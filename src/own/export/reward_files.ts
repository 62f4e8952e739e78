// The reward of a run for Python: a rule in JavaScript cannot run there, so a stub holds it as a comment. What somebody
// writes in its place must give the rewards that the page gave before any step is taken.
import { textFile, type WrittenFile } from '../../formats/hugging_face/written_file.ts';
import type { ReplayGroup } from '../../objectives/group.ts';
import type { RunTask } from '../../tasks/task.ts';
import type { ClusterRun, RewardNote } from './cluster_run.ts';
import { metaOf, promptText } from './groups_file.ts';

const MOST_PAIRS = 64;

/** Python ends a line at a carriage return too, and takes no NUL. */
const commented = (text: string): string =>
  text
    .replaceAll('\0', '')
    .split(/\r\n|\r|\n/)
    .map((line) => `# ${line}`.trimEnd())
    .join('\n');

function stub({ description, rule }: RewardNote): string {
  const what =
    rule === undefined ? description : `${description}\n\nThe rule of the page, in JavaScript:\n${rule}`;
  return `"""The reward of the run. Write it here: brain/reward_golden.jsonl has rewards that it must give."""

${commented(what.trim())}


def score(prompts, completions, completion_ids, **columns):
    """One finite number a completion, as TRL's reward_funcs; columns: other fields of the prompt's row."""
    raise NotImplementedError("write the reward of the run in reward.py")
`;
}

/** Answers of the newest rounds with their rewards, as the rules read them; the same answer once. */
function goldenLines(groups: readonly ReplayGroup[], task: RunTask): string {
  const found = new Map<string, string>();
  for (const { prompt, completions, reward } of groups.toReversed()) {
    const { tokens } = completions[0];
    const text = promptText(task, prompt);
    const meta = metaOf(task, prompt);
    const row = {
      prompt: text,
      prompt_ids: prompt.tokens,
      completion: task.tokenizer.decode(Array.from(tokens)),
      completion_ids: Array.from(tokens),
      reward: reward[0],
      ...(meta === undefined ? {} : { meta }),
    };
    found.set(`${prompt.id} ${row.completion_ids.join(' ')}`, `${JSON.stringify(row)}\n`);
    if (found.size === MOST_PAIRS) break;
  }
  return [...found.values()].join('');
}

export function rewardFiles({ reward, checkpoint, task }: ClusterRun): readonly WrittenFile[] {
  return [
    textFile('reward.py', stub(reward)),
    textFile('brain/reward_golden.jsonl', goldenLines(checkpoint.replay, task)),
    ...(reward.rule === undefined ? [] : [textFile('brain/reward.js', `${reward.rule.trimEnd()}\n`)]),
  ];
}
