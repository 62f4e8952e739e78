// Groups of the prior's own samples. They train a reward model where a policy's responses lie, and measure it there.
import type { LanguageModel } from '../model/language_model.ts';
import { generateInSlices, withoutBreath } from '../model/slices.ts';
import { type Purpose, purposeSeed } from '../random/purpose.ts';
import type { Prompt, Task } from '../tasks/task.ts';

export interface PriorGroup {
  readonly prompt: Prompt;
  /** Token ids, EOS included if it was reached. */
  readonly samples: readonly (readonly number[])[];
}

interface DrawOptions {
  readonly task: Task;
  readonly prior: LanguageModel;
  /** One group each; a prompt may stand here twice. */
  readonly prompts: readonly Prompt[];
  readonly samplesPerPrompt: number;
  readonly purpose: Purpose;
  readonly seed: number;
}

export async function drawPriorGroups({
  task,
  prior,
  prompts,
  samplesPerPrompt: n,
  purpose,
  seed,
}: DrawOptions): Promise<PriorGroup[]> {
  const request = {
    prompts: prompts.map(({ tokens }) => tokens),
    samplesPerPrompt: n,
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: purposeSeed(purpose, seed),
    round: 0,
    promptKeys: prompts.map((_, p) => p),
  };
  const drawn = await generateInSlices(prior, request, withoutBreath);
  return prompts.map((prompt, p) => ({
    prompt,
    samples: drawn.slice(p * n, (p + 1) * n).map(({ tokens }) => Array.from(tokens)),
  }));
}
