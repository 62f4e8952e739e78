import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadModel } from '../../scripts/lab/node_connection.ts';
import { MANY, tampered } from '../../scripts/lib/hostile.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import { executeRun } from '../session/execute_run.ts';
import { backendFor } from '../session/plain_backend.ts';
import { EXPERIMENT_IDS } from './experiment.ts';
import { experiments } from './index.ts';
import { runRequest } from './run_outcome.ts';
import { SIZES, scaleOf } from './scale.ts';
import { readOutcome, readStoredConfig } from './stored_outcome.ts';

/** Outcomes of two short runs, one of them enumerated. */
async function outcomesOfRuns() {
  const small = {
    rounds: 1,
    stepsPerRound: 2,
    promptsPerRound: 2,
    samplesPerPrompt: 4,
    evaluationSamples: 8,
  };
  const run = async (task: 'strings' | 'markov') => {
    const request = runRequest({ ...defaults[task], ...small }, 8, true);
    const backend = await backendFor(request.config, () => nodeBackends.activate('cpu'));
    return executeRun(request, { backend, loadModel, version: '1' });
  };
  return [await run('strings'), await run('markov')];
}

let made: ReturnType<typeof outcomesOfRuns> | undefined;
const realOutcomes = () => {
  made ??= outcomesOfRuns();
  return made;
};

it('takes what runs give, as it is, and names what is broken', async () => {
  const outcomes = await realOutcomes();
  for (const outcome of outcomes) expect(readOutcome(structuredClone(outcome), outcome.key)).toEqual(outcome);
  const [outcome] = outcomes;
  const refusal = (part: object) => {
    try {
      readOutcome({ ...structuredClone(outcome), ...part }, outcome.key);
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refusal({ checkpoints: undefined })).toBe(
    'invalid outcome: checkpoints (missing) (expected evaluations)',
  );
  expect(refusal({ checkpoints: [] })).toMatch(/^invalid outcome: checkpoints .*expected at least one/);
  expect(refusal({ checkpoints: [{ ...outcome.checkpoints[0], kl: 3 }] })).toMatch(
    /^invalid outcome: checkpoints.0.kl 3/,
  );
  expect(refusal({ chosenStep: 77 })).toMatch(/^invalid outcome: chosenStep 77/);
  expect(refusal({ key: 'another' })).toMatch(/^invalid outcome: key another/);
  expect(refusal({ config: { ...outcome.config, method: 'magic' } })).toMatch(
    /^invalid outcome: method magic/,
  );
  expect(refusal({ config: { ...outcome.config, gamma: -1 } })).toMatch(
    /^invalid outcome: invalid gamma: -1/,
  );
  expect(refusal({ test: [{ ...outcome.test[0], promptId: 123456 }] })).toMatch(/^invalid outcome: promptId/);
  expect(refusal({ test: [{ ...outcome.test[0], tokens: [9999] }] })).toMatch(/^invalid outcome: token 9999/);
  for (const value of [undefined, null, 7, 'text', [], {}])
    expect(() => readOutcome(value, 'key')).toThrow(/^invalid outcome: /);
});

it('takes the settings of every run that an experiment asks for', () => {
  const requests = SIZES.flatMap((size) =>
    EXPERIMENT_IDS.flatMap((id) => experiments[id].requests(scaleOf(size))),
  );
  for (const { config } of requests) expect(readStoredConfig({ ...config })).toEqual(config);
});

it('names what is wrong with ten thousand tampered records, and takes no other', async () => {
  const [whole] = await realOutcomes();
  // A short one, since each is copied.
  const [checkpoints, test] = [whole.checkpoints.slice(-2), whole.test.slice(0, 2)];
  const [frontier, exact] = [whole.frontier.slice(0, 2), whole.exact.slice(0, 2)];
  const outcome = { ...whole, checkpoints, test, frontier, exact, chosenStep: checkpoints[0].step };
  let taken = 0;
  fc.assert(
    fc.property(tampered(outcome), (record) => {
      try {
        const read = readOutcome(record, outcome.key);
        taken++;
        expect(readOutcome(structuredClone(read), outcome.key)).toEqual(read);
      } catch (error) {
        expect((error as Error).message).toMatch(/^invalid outcome: /);
        expect((error as Error).message.length).toBeLessThan(600);
      }
    }),
    MANY,
  );
  expect(taken).toBeGreaterThan(100);
});
