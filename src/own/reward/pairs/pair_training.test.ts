// The gradient that a step takes, against finite differences of the closed form of eq. 18.
import { expect, it } from 'vitest';
import { openCpuDevice } from '../../../../scripts/lib/cpu_device.ts';
import { fixture } from '../../../../scripts/lib/fixture_folder.ts';
import { imported } from '../../../../scripts/lib/imported_fixture.ts';
import { CpuModel } from '../../../cpu/cpu_model.ts';
import { type TrainedModel, withAdapters, withValueHead } from '../../../model/extend.ts';
import { parameterViews } from '../../../model/parameters.ts';
import { Stream } from '../../../random/stream.ts';
import { lastTokenScores } from '../last_token_score.ts';
import type { TokenPair } from './pair_set.ts';
import { type PairEvent, type PairSettings, trainOnPairs } from './pair_training.ts';

const device = await openCpuDevice(1);
const PAD = 0;
const LENGTH = 16;
const settings: PairSettings = {
  steps: 1,
  pairsPerBatch: 3,
  learningRate: 1e-2,
  weightDecay: 0,
  evaluateEvery: 100,
  seed: 1,
};
const pairs: readonly TokenPair[] = [
  { chosen: [1, 7, 20, 2], rejected: [1, 7, 30, 31, 2] },
  { chosen: [1, 8, 9, 21, 2], rejected: [1, 8, 9, 33, 2] },
  { chosen: [1, 6, 22, 23, 24, 2], rejected: [1, 6, 34, 2] },
];

/** With a head and adapters that are not 0, so that every gradient is something. */
async function started(): Promise<TrainedModel> {
  const { config, parameters } = await imported(fixture('llama-gqa'));
  const lora = { rank: 2, alpha: 4, targets: ['q_proj', 'down_proj'] };
  const trunk = { config: { ...config, contextLength: LENGTH }, parameters };
  const model = withValueHead(withAdapters(trunk, lora, Stream.fromSeed(3)));
  const values = model.parameters.values.slice();
  const noise = Stream.fromSeed(4);
  for (let i = 0; i < values.length; i++) values[i] += 0.2 * (noise.uniform() - 0.5);
  return { config: model.config, parameters: { ...model.parameters, values } };
}

const start = await started();
const opened = (values: Float32Array = start.parameters.values) =>
  new CpuModel(device, start.config, { ...start.parameters, values });

/** Mean of log(1 + exp(-(r_w - r_l))), in float64 from the scores. */
async function closedForm(values: Float32Array) {
  const model = opened(values);
  const of = (side: 'chosen' | 'rejected') =>
    lastTokenScores(
      model,
      pairs.map((pair) => pair[side]),
      PAD,
    );
  const [chosen, rejected] = [await of('chosen'), await of('rejected')];
  model.dispose();
  const margins = chosen.map((score, i) => score - rejected[i]);
  return {
    loss: margins.reduce((sum, margin) => sum + Math.log1p(Math.exp(-margin)), 0) / margins.length,
    accuracy: margins.filter((margin) => margin > 0).length / margins.length,
  };
}

const training = { train: pairs, heldOut: pairs, length: LENGTH, pad: PAD };

async function eventsOf(model: CpuModel, changes: Partial<PairSettings> = {}, isStopped?: () => boolean) {
  const events: PairEvent[] = [];
  for await (const event of trainOnPairs(model, training, { ...settings, ...changes }, isStopped))
    events.push(event);
  return events;
}

it('loss and accuracy are the closed form of the scores', async () => {
  const model = opened();
  const [before, step, after] = await eventsOf(model);
  const expected = await closedForm(start.parameters.values);
  for (const event of [before, step]) {
    expect(event.loss).toBeCloseTo(expected.loss, 5);
    expect(event.accuracy).toBeCloseTo(expected.accuracy, 9);
  }
  expect(after).toMatchObject({ kind: 'held-out', step: 1, isBest: true });
  expect(after.loss).toBeLessThan(before.loss);
  model.dispose();
});

it('a step follows the finite differences of that loss', async () => {
  const model = opened();
  let gradient: Float32Array | undefined;
  const { step } = model;
  model.step = async (how) => {
    gradient ??= await model.gradientValues();
    return step.call(model, how);
  };
  await eventsOf(model);
  model.dispose();
  const scale = Math.max(...gradient!.map(Math.abs));
  const views = parameterViews(start.config);
  for (const { name, offset, size } of views) {
    const at = offset + Math.floor(size / 3);
    const lossAt = async (shift: number) => {
      const values = start.parameters.values.slice();
      values[at] += shift;
      return (await closedForm(values)).loss;
    };
    const slope = ((await lossAt(1e-2)) - (await lossAt(-1e-2))) / 2e-2;
    // The accumulated gradient ascends the log-likelihood.
    expect(Math.abs(-slope - gradient![at]), name).toBeLessThan(3e-3 * scale);
  }
});

it('ends as it was where the held-out loss was lowest, and when it is stopped', async () => {
  const model = opened();
  // The rate is far too high after the first steps: the lowest loss lies before the end.
  const events = await eventsOf(model, { steps: 12, learningRate: 3, evaluateEvery: 1 });
  const heldOut = events.filter((event) => event.kind === 'held-out');
  const lowest = heldOut.reduce((best, event) => (event.loss < best.loss ? event : best));
  expect(heldOut.filter(({ isBest }) => isBest).at(-1)).toEqual(lowest);
  const { values } = await model.snapshot();
  expect((await closedForm(new Float32Array(values))).loss).toBeCloseTo(lowest.loss, 5);
  model.dispose();
  const stopped = opened();
  let steps = 0;
  const few = await eventsOf(stopped, { steps: 50 }, () => steps++ === 3);
  expect(few.filter(({ kind }) => kind === 'step')).toHaveLength(3);
  expect(few.at(-1)).toMatchObject({ kind: 'held-out', step: 3 });
  stopped.dispose();
});
