// What a run costs, in units that only compare runs: tokens that go through the model once.
import { objectives } from '../objectives/index.ts';
import { tasks } from '../tasks/index.ts';
import type { RunRequest } from './run_outcome.ts';

/** A training step is a forward pass and about twice as much backwards. */
const TRAINED = 3;
/** What is evaluated is sampled, and scored by policy and prior. */
const EVALUATED = 3;

export function costOf({ config, testAnswers }: RunRequest): number {
  const { rounds, promptsPerRound, samplesPerPrompt, stepsPerRound, groupsPerBatch } = config;
  const { maxPromptTokens, maxCompletionTokens } = tasks[config.task];
  const method = objectives[config.method];
  const trains = !method.frozen;
  const drawn = method.samplesFrom === 'rejection' ? config.rsoCandidates : samplesPerPrompt;
  const training = trains
    ? rounds * (promptsPerRound * drawn + TRAINED * stepsPerRound * groupsPerBatch * samplesPerPrompt)
    : promptsPerRound * samplesPerPrompt;
  const evaluations = trains ? 1 + Math.ceil((rounds * stepsPerRound) / config.evaluationInterval) : 1;
  const evaluated = evaluations * config.evaluationPrompts * config.evaluationSamples + testAnswers;
  return (maxPromptTokens + maxCompletionTokens) * (training + EVALUATED * evaluated);
}
