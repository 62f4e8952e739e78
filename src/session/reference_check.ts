// Compares the backend of a run with the reference in TensorFlow.js: the latest batch's log-probs and gradient, computed
// by copies of the policy on both, so that the run itself does not notice.

import { reasonOf } from '../errors/reason.ts';
import type { LanguageModel, TokenBatch } from '../model/language_model.ts';
import type { BatchCoefficients } from '../training/step.ts';
import type { ActiveBackend, BackendProvider } from './backend.ts';
import type { Agreement, WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';

const REFERENCE = 'tfjs-wasm';

interface Computed {
  readonly logProbs: Float32Array;
  readonly gradient: Float32Array;
}

async function computed(
  model: LanguageModel,
  batch: TokenBatch,
  { coefficients, valueCoefficients }: BatchCoefficients,
): Promise<Computed> {
  try {
    const logProbs = await model.logProbs(batch);
    await model.backward(coefficients, valueCoefficients);
    return { logProbs, gradient: await model.gradientValues() };
  } finally {
    model.dispose();
  }
}

const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const largestGap = (a: Float32Array, b: Float32Array) => largest(a.map((value, i) => value - b[i]));

/** Throws with a sentence where there is nothing to compare. */
async function compareWithReference(
  run: Run,
  backend: ActiveBackend,
  reference: ActiveBackend,
): Promise<Agreement> {
  const weighed = await run.training.weighedBatch();
  if (!weighed)
    throw new Error('there is no batch to compare yet, or its figures are not finite; take a step first');
  const { policy } = run.models;
  const parameters = await policy.snapshot();
  const on = async ({ createModel }: ActiveBackend) =>
    computed(await createModel(policy.config, parameters, true, () => {}), weighed.batch, weighed);
  const [here, there] = [await on(backend), await on(reference)];
  return {
    step: run.training.progress.step,
    rows: weighed.batch.rows,
    tokens: weighed.batch.scored.reduce((sum, scored) => sum + scored, 0),
    logProbGap: largestGap(here.logProbs, there.logProbs),
    // A batch without a push has no gradient, and none is needed.
    gradientGap: largestGap(here.gradient, there.gradient) / (largest(there.gradient) || 1),
    backend: backend.info.label,
    reference: reference.info.label,
  };
}

/** The event that answers `check`. Whatever goes wrong with the reference leaves the run as it is. */
export async function referenceCheck(
  run: Run,
  backend: ActiveBackend,
  backends: BackendProvider,
): Promise<WorkerEvent> {
  if (backend.info.only)
    return {
      type: 'agreement',
      problem: 'this task has one implementation, so there is no other to compare with',
    };
  try {
    const reference = await backends.activate(REFERENCE);
    return { type: 'agreement', agreement: await compareWithReference(run, backend, reference) };
  } catch (error) {
    return { type: 'agreement', problem: reasonOf(error) };
  }
}
