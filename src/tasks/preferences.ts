import type { Prompt } from './task.ts';
export interface Preference {
  readonly prompt: Prompt;
  readonly chosen: readonly number[];
  readonly rejected: readonly number[];
}
