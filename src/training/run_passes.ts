// The cost of a run in forward passes of one token, up to the length of prompts and responses.
import type { RunConfig } from '../config/schema.ts';
import { objectives } from '../objectives/index.ts';

/** Passes of a training step: one forward, and a backward pass that costs about two. */
const TRAINED = 3;
/** Passes of an evaluation: sampling, scoring by the policy, scoring by the prior. */
const EVALUATED = 3;

export interface RunPasses {
  /** Sampling and gradient steps of the whole run. */
  readonly training: number;
  /** One evaluation. */
  readonly evaluation: number;
  /** Number of evaluations, that of the prior included. */
  readonly evaluations: number;
}

export function runPasses(config: RunConfig): RunPasses {
  const { rounds, promptsPerRound, samplesPerPrompt, stepsPerRound, groupsPerBatch } = config;
  const method = objectives[config.method];
  const drawn = method.samplesFrom === 'rejection' ? config.rsoCandidates : samplesPerPrompt;
  const round = promptsPerRound * drawn + TRAINED * stepsPerRound * groupsPerBatch * samplesPerPrompt;
  return {
    training: method.frozen ? promptsPerRound * samplesPerPrompt : rounds * round,
    evaluation: EVALUATED * config.evaluationPrompts * config.evaluationSamples,
    evaluations: method.frozen ? 1 : 1 + Math.ceil((rounds * stepsPerRound) / config.evaluationInterval),
  };
}

/** Passes of test answers, which are drawn and scored as in an evaluation. */
export const answerPasses = (answers: number): number => EVALUATED * answers;
