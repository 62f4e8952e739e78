// The cost of a run in forward passes of one token, by which runs are compared.
import { objectives } from '../objectives/index.ts';
import { tasks } from '../tasks/index.ts';
import type { RunOutcome, RunRequest } from './run_outcome.ts';

/** Passes of a training step: one forward, and a backward pass that costs about two. */
const TRAINED = 3;
/** Passes of an evaluation: sampling, scoring by the policy, scoring by the prior. */
const EVALUATED = 3;

/** A pass of `markov`'s 200 weights beside one of a text model: 7 against 1,000 CPU seconds for 70 million. */
const OF_MARKOV = 0.007;

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
  const passes = (maxPromptTokens + maxCompletionTokens) * (training + EVALUATED * evaluated);
  return config.task === 'markov' ? OF_MARKOV * passes : passes;
}

/** Seconds of a pass on one core of a small server, with the CPU engine: 40 s a run of Table 1. */
export const RECORDED_SECONDS_PER_PASS = 1.5e-5;

/** Seconds of a pass in these runs, one at a time; undefined without runs. */
export function secondsPerPass(outcomes: readonly RunOutcome[]): number | undefined {
  const seconds = outcomes.reduce((sum, { provenance }) => sum + provenance.seconds, 0);
  const cost = outcomes.reduce(
    (sum, { key, config, test }) => sum + costOf({ key, config, testAnswers: test.length, frontier: false }),
    0,
  );
  return cost > 0 ? seconds / cost : undefined;
}
