// README.md of the folder: the model card that Hugging Face shows.
import type { Estimate } from '../../math/statistics.ts';
import type { ClusterRun, SourceFile } from './cluster_run.ts';

const within = ({ mean, standardError }: Estimate): string =>
  `${mean.toFixed(3)} ± ${(1.96 * standardError).toFixed(3)}`;

/** On one line, and never the end of a code span. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('`', "'").slice(0, 200);

function header({ base, config }: ClusterRun): string {
  const field = (name: string, value: string) => `${name}: ${JSON.stringify(plain(value))}`;
  return [
    '---',
    field('base_model', base.name),
    ...(base.licence === undefined ? [] : [field('license', base.licence)]),
    `library_name: ${config.loraRank > 0 ? 'peft' : 'transformers'}`,
    'tags: [brain, alignment]',
    '---',
  ].join('\n');
}

/** @param notes what the folder cannot hold. */
export function modelCard(run: ClusterRun, notes: readonly string[]): string {
  const { config, checkpoint, evaluations, base, origin, reward } = run;
  const point = evaluations.at(-1);
  const record = ({ name, sha256 }: SourceFile) => `- \`${plain(name)}\`, SHA-256 \`${sha256}\``;
  const result = point
    ? `At step ${point.step} the reward is ${within(point.reward)} at a KL to the prior of ${within(point.kl)} nats (95 % intervals).`
    : 'The run was not evaluated before it was exported.';
  const lora =
    config.loraRank > 0
      ? `LoRA of rank ${config.loraRank}, alpha ${config.loraAlpha}, on ${config.loraTargets} matrices`
      : 'all weights trained';
  return `${header(run)}

# ${plain(base.name)}, aligned with ${config.method}

Trained by BRAIn Playground ${plain(origin.playground)} on ${plain(origin.computedOn)}, ${origin.date}.
Method: \`${config.method}\` (arXiv 2402.02479), gamma ${config.gamma}, log-probs by ${config.logProbReduction}, ${lora}.
It has taken ${checkpoint.step} steps in ${checkpoint.round} rounds of ${config.promptsPerRound} prompts with ${config.samplesPerPrompt} samples each.

${result}

Reward: ${plain(reward.description)}

## Where it comes from

Base: \`${plain(base.name)}\`, licence ${plain(base.licence ?? 'not given')}.

${base.files.map(record).join('\n') || 'No files are known.'}${config.task === 'own' ? `\n\nModel, data and reward have the fingerprint \`${config.own}\`.` : ''}

## Go on

\`\`\`sh
python3 train_brain.py --folder . --check      # one step here equals the page's
torchrun --nproc_per_node 8 train_brain.py --folder . --out continued --reward reward.py:score
\`\`\`

\`brain/run.json\` has every setting. The first moment in \`brain/optimizer.safetensors\` has PyTorch's sign.
${notes.length === 0 ? '' : `\n## What the folder cannot hold\n\n${notes.map((note) => `- ${note}`).join('\n')}\n`}`;
}
