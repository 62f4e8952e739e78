import { describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../../scripts/lib/cpu_device.ts';
import { CpuModel } from '../../cpu/cpu_model.ts';
import { evaluated } from '../../math/formula.ts';
import { loraTargets } from '../../model/adapters.ts';
import type { BatchRow } from '../../model/batch.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { LanguageModel } from '../../model/language_model.ts';
import { initialParameters, type Parameters } from '../../model/parameters.ts';
import { Stream } from '../../random/stream.ts';
import { type SftEvent, type SftRows, type SftSettings, SupervisedTraining } from './sft.ts';

const SYMBOLS = 6;
const config: ModelConfig = { vocabSize: SYMBOLS, contextLength: 12, width: 16, layers: 1, heads: 2 };
const device = await openCpuDevice(1);

const parametersOf = (of: ModelConfig, seed = 1): Parameters => initialParameters(of, Stream.fromSeed(seed));
const modelOf = (parameters = parametersOf(config), of = config) => new CpuModel(device, of, parameters);

/** The next symbol is the one after it, or with this probability the third after it. */
const JUMP = 0.25;
const ENTROPY = -(JUMP * Math.log(JUMP) + (1 - JUMP) * Math.log(1 - JUMP));

function chain(stream: Stream, length: number): BatchRow & { readonly logProb: number } {
  const symbols = [stream.integer(SYMBOLS)];
  let logProb = 0;
  while (symbols.length < length) {
    const jumps = stream.uniform() < JUMP;
    logProb += Math.log(jumps ? JUMP : 1 - JUMP);
    symbols.push((symbols[symbols.length - 1] + (jumps ? 3 : 1)) % SYMBOLS);
  }
  return { prompt: symbols.slice(0, 1), completion: symbols.slice(1), logProb };
}

function chains(train: number, validation: number): SftRows & { readonly sourceLoss: number } {
  const stream = Stream.fromSeed(7);
  const draw = (count: number) => Array.from({ length: count }, () => chain(stream, 12));
  const held = draw(validation);
  const sourceLoss = -held.reduce((sum, { logProb }) => sum + logProb, 0) / (11 * validation);
  return { train: draw(train), validation: held, length: 12, window: 11, pad: 0, sourceLoss };
}

const settings: SftSettings = {
  steps: 150,
  rowsPerBatch: 16,
  learningRate: 1e-2,
  weightDecay: 0.01,
  seed: 3,
  evaluateEvery: 50,
  patience: 0,
};

async function eventsOf(training: SupervisedTraining, most = Number.POSITIVE_INFINITY): Promise<SftEvent[]> {
  const events: SftEvent[] = [];
  for await (const event of training.events()) {
    events.push(event);
    if (events.length === most) break;
  }
  return events;
}

const coefficients =
  (ofRow: readonly number[], length: number) =>
  (all: Float32Array, scored: number, at: number): Float32Array => {
    all[at] = scored * ofRow[Math.floor(at / length)];
    return all;
  };

const validationLosses = (events: readonly SftEvent[]) =>
  events.flatMap((event) => (event.kind === 'evaluation' ? [event.validationLoss!] : []));

describe('supervised fine-tuning', () => {
  it('comes to the entropy of the source that wrote the rows', async () => {
    const rows = chains(2000, 200);
    const losses = validationLosses(await eventsOf(new SupervisedTraining(modelOf(), rows, settings)));
    expect(losses).toHaveLength(4);
    expect(losses[0]).toBeGreaterThan(0.95 * Math.log(SYMBOLS));
    // The best that a model can do on these very rows, up to what it may learn of their noise.
    expect(losses[3] - rows.sourceLoss).toBeGreaterThan(-0.01);
    expect(losses[3] - rows.sourceLoss).toBeLessThan(0.02);
    expect(rows.sourceLoss).toBeCloseTo(ENTROPY, 1);
  });

  it('learns completions alone, and nothing of their prompts', async () => {
    const stream = Stream.fromSeed(5);
    const coin = (): BatchRow => ({
      prompt: Array.from({ length: 4 }, () => stream.integer(SYMBOLS)),
      completion: [stream.integer(2), 5],
    });
    const rows = { ...chains(1, 1), train: Array.from({ length: 400 }, coin), validation: [] };
    const events = await eventsOf(new SupervisedTraining(modelOf(), rows, settings));
    const last = events.filter((event) => event.kind === 'step').slice(-20);
    const mean = last.reduce((sum, { loss }) => sum + loss, 0) / last.length;
    expect(last[0].tokens).toBe(2 * settings.rowsPerBatch);
    expect(Math.abs(mean - Math.log(2) / 2)).toBeLessThan(0.02);
    expect(
      events.filter((event) => event.kind === 'evaluation').map((event) => event.validationLoss),
    ).toEqual(Array.from({ length: 4 }, () => undefined));
  });

  it('goes on from a saved state as if it had never stopped', async () => {
    const rows = chains(50, 20);
    const short = { ...settings, steps: 12, rowsPerBatch: 8, evaluateEvery: 3, patience: 20 };
    const plan = { prompts: [[0], [1, 2]], maxNewTokens: 5, eos: 5 };
    const whole = modelOf();
    const all = await eventsOf(new SupervisedTraining(whole, rows, short, plan));
    for (const stopAfter of [1, 5, 9]) {
      const first = new SupervisedTraining(modelOf(), rows, short, plan);
      const before = await eventsOf(first, stopAfter);
      const state = structuredClone(await first.save());
      const model = modelOf(parametersOf(config, 2));
      const second = new SupervisedTraining(model, rows, short, plan);
      second.load(state);
      expect([...before, ...(await eventsOf(second))]).toEqual(all);
      expect((await model.snapshot()).values).toEqual((await whole.snapshot()).values);
    }
    expect(
      all.find((event) => event.kind === 'evaluation')?.samples.map(({ tokens }) => tokens.length),
    ).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it('ends where the held-out loss no longer falls, with the model as it was best', async () => {
    const rows = { ...chains(3, 60), pad: 0 };
    const model = modelOf();
    const training = new SupervisedTraining(model, rows, {
      ...settings,
      steps: 400,
      rowsPerBatch: 3,
      evaluateEvery: 10,
      patience: 3,
    });
    const events = await eventsOf(training);
    const losses = validationLosses(events);
    const lowest = Math.min(...losses);
    const at = losses.indexOf(lowest);
    expect(at).toBeGreaterThan(0);
    expect(losses.length).toBe(at + 4);
    expect(training.lowest).toEqual({ step: 10 * at, validationLoss: lowest });
    const [again] = validationLosses(await eventsOf(new SupervisedTraining(model, rows, settings), 1));
    expect(again).toBe(lowest);
  });

  it('stops when it is told to, and measures once more', async () => {
    const rows = chains(50, 20);
    const training = new SupervisedTraining(modelOf(), rows, settings);
    const seen: string[] = [];
    for await (const event of training.events()) {
      seen.push(`${event.kind} ${event.step}`);
      if (event.step === 2) training.stop();
    }
    expect(seen).toEqual(['evaluation 0', 'step 1', 'step 2', 'evaluation 2']);
  });

  it('asks a device that takes whole steps for the same coefficients', async () => {
    const rows = chains(50, 20);
    const short = { ...settings, steps: 5, evaluateEvery: 5 };
    const model = modelOf();
    const stepBy: LanguageModel['stepBy'] = async (batch, { formula, groups, reduction }, adamw) => {
      expect(reduction).toBe('sum');
      const [{ figures }] = groups;
      const ofRow = evaluated(formula, figures!, batch.rows);
      const logProbs = await model.logProbs(batch);
      await model.backward(
        batch.scored.reduce(coefficients(ofRow, batch.length), new Float32Array(logProbs.length)),
      );
      return { done: Promise.resolve({ logProbs, report: await model.step(adamw) }) };
    };
    const whole = Object.assign(Object.create(model), { stepBy }) as LanguageModel;
    const [inSteps, inCalls] = [whole, modelOf()].map((each) => new SupervisedTraining(each, rows, short));
    expect(await eventsOf(inSteps)).toEqual(await eventsOf(inCalls));
  });

  it('trains adapters, and leaves the weights under them', async () => {
    const frozen = parametersOf(config);
    const before = frozen.values.slice();
    const lora = { ...config, lora: { rank: 4, alpha: 8, targets: loraTargets(config, 'linear') } };
    const model = modelOf({ ...parametersOf(lora), frozen }, lora);
    const rows = chains(400, 50);
    const short = { ...settings, steps: 60, evaluateEvery: 60, learningRate: 5e-2 };
    const [first, last] = validationLosses(await eventsOf(new SupervisedTraining(model, rows, short)));
    expect(last).toBeLessThan(first - 0.2);
    expect(frozen.values).toEqual(before);
  });

  it('refuses rows from which nothing can be learnt', () => {
    const rows = chains(1, 1);
    const training = (changes: Partial<SftRows>) => () =>
      new SupervisedTraining(modelOf(), { ...rows, ...changes }, settings);
    expect(training({ train: [] })).toThrow('no rows to train on (expected at least one that fits)');
    expect(training({ window: 12 })).toThrow('invalid window: 12 (expected less than the length, 12)');
  });
});
