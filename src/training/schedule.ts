// How many steps a run has and when it is measured. Best-of-n is no loop: each of its steps doubles the number of
// responses to choose from, up to n, and is measured at once.
import type { RunConfig } from '../config/schema.ts';

export interface Schedule {
  readonly rounds: number;
  readonly stepsPerRound: number;
  readonly evaluationInterval: number;
}

export function scheduleOf(config: RunConfig): Schedule {
  if (config.method !== 'best-of-n') return config;
  return { rounds: 1, stepsPerRound: Math.ceil(Math.log2(config.samplesPerPrompt)), evaluationInterval: 1 };
}

/** Responses that best-of-n chooses from after so many steps; 1 for every other method. */
export const choicesAt = ({ method, samplesPerPrompt }: RunConfig, step: number): number =>
  method === 'best-of-n' ? Math.min(2 ** step, samplesPerPrompt) : 1;
