import { Stream } from '../random/stream.ts';
import type { Prompt, Task } from './task.ts';
export interface Preference {
  readonly prompt: Prompt;
  readonly chosen: readonly number[];
  readonly rejected: readonly number[];
}
export function generatePreferences({ task, count, noise, seed }: { task: Task; count: number; noise: number; seed: number }): Preference[] {
  const stream = Stream.fromSeed(seed);
  const pool = task.prompts('train');
  return Array.from({ length: count }, () => {
    const prompt = stream.pick(pool);
    const [a, b] = [0, 1].map(() => task.example(stream).completion);
    const d = task.reward(prompt, [...a]) - task.reward(prompt, [...b]);
    const first = noise === 0 ? d >= 0 : stream.uniform() < 1 / (1 + Math.exp(-d / noise));
    return { prompt, chosen: first ? a : b, rejected: first ? b : a };
  });
}
