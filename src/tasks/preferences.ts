// Generates preference data as public sets are made. Another policy than the prior writes two responses
// (Task.alternative). Bradley-Terry on the reward labels them: P(a preferred) = sigmoid((r(a) - r(b)) / noise).
import { Stream } from '../random/stream.ts';
import { withSlips } from './slips.ts';
import type { Prompt, Split, Task } from './task.ts';

export interface Preference {
  readonly prompt: Prompt;
  /** Token ids, EOS included. */
  readonly chosen: readonly number[];
  readonly rejected: readonly number[];
}

export interface PreferenceOptions {
  readonly task: Task;
  readonly count: number;
  /** Bradley-Terry temperature in units of reward; 0 labels without error. */
  readonly noise: number;
  readonly seed: number;
  /** The prompts' split; default train. */
  readonly split?: Split;
  /** Share of responses written with slips; default none. */
  readonly slips?: number;
}

/** How often the second response is drawn again if it equals the first, or ties with it and noise is 0. */
const MOST_REDRAWS = 50;

const same = (a: readonly number[], b: readonly number[]) => a.join(' ') === b.join(' ');

interface Rated {
  readonly prompt: Prompt;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly noise: number;
}

/** A response of the data's writers, with slips in a share of them. */
export function written(
  task: Task,
  {
    prompt,
    pool,
    slips,
  }: { readonly prompt: Prompt; readonly pool: readonly Prompt[]; readonly slips: number },
  stream: Stream,
): number[] {
  const response = task.alternative(prompt, stream);
  return slips > 0 && stream.uniform() < slips ? withSlips(task, pool, response, stream) : response;
}

/** Which of two responses is preferred, drawn. */
export function labelled(task: Task, { prompt, a, b, noise }: Rated, stream: Stream): Preference {
  const difference = task.reward(prompt, a) - task.reward(prompt, b);
  const preferred = noise === 0 ? Math.sign(difference) : 2 / (1 + Math.exp(-difference / noise)) - 1;
  const aWins = stream.uniform() < (1 + preferred) / 2;
  return { prompt, chosen: aWins ? a : b, rejected: aWins ? b : a };
}

/** `count` pairs on prompts of the split; two different responses each. */
export function generatePreferences({
  task,
  count,
  noise,
  seed,
  split = 'train',
  slips = 0,
}: PreferenceOptions): Preference[] {
  if (!(Number.isInteger(count) && count >= 1))
    throw new Error(`invalid preference count: ${count} (expected a whole number of 1 or more)`);
  if (!(noise >= 0)) throw new Error(`invalid label noise: ${noise} (expected 0 or more)`);
  const stream = Stream.fromSeed(seed).split('preferences', task.name);
  const pool = task.prompts(split);
  const write = (prompt: Prompt) => written(task, { prompt, pool, slips }, stream);
  return Array.from({ length: count }, () => {
    const prompt = stream.pick(pool);
    const a = write(prompt);
    let b = write(prompt);
    const ahead = () => task.reward(prompt, a) - task.reward(prompt, b);
    for (let redraw = 0; redraw < MOST_REDRAWS && (same(a, b) || (noise === 0 && ahead() === 0)); redraw++)
      b = write(prompt);
    if (same(a, b))
      throw new Error(`no second response to "${prompt.text}" in ${MOST_REDRAWS} draws (expected two)`);
    return labelled(task, { prompt, a, b, noise }, stream);
  });
}
