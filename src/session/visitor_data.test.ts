// What a run trains on that the visitor gave: the present choice at first, and the run's own when it goes on.
import { expect, it } from 'vitest';
import { presetFor } from '../config/presets.ts';
import { formatPreferences } from '../formats/preferences.ts';
import { roughParameters } from '../model/checked_case.ts';
import { withValueHead } from '../model/extend.ts';
import { tasks } from '../tasks/index.ts';
import { generatePreferences } from '../tasks/preferences.ts';
import { priorConfig } from '../training/pretrain.ts';
import { inputFiles, inputsRead, type RunInputs, readInputs } from './journal/run_inputs.ts';
import type { Resumption } from './journal/run_piece.ts';
import { VisitorData } from './visitor_data.ts';

const task = tasks.tldr;
const config = { ...presetFor('tldr', 'dpo'), reward: 'learned' } as const;
const small = priorConfig(task, { width: 8, layers: 1, heads: 1 });
const shipped = { config: small, parameters: roughParameters(small) };
const load = async () => shipped;

const lines = (seed: number) =>
  formatPreferences(generatePreferences({ task, count: 3, noise: 0, seed }), task);
const model = (seed: number) => withValueHead({ config: small, parameters: roughParameters(small, seed) });
const rewardModel = (seed: number) => ({ id: seed, model: model(seed) });

async function chosen(): Promise<VisitorData> {
  const visitor = new VisitorData();
  visitor.answer({ type: 'preferences', task: 'tldr', text: lines(1) });
  while (visitor.isReading) await visitor.readOn(() => {});
  visitor.answer({ type: 'use-reward-model', task: 'tldr', visitorModel: rewardModel(1) });
  return visitor;
}
const partOf = (visitor: VisitorData, inputs?: RunInputs) =>
  visitor.partOf({ type: 'load', config, runId: 1, resumption: inputs && ({ inputs } as Resumption) }, load);

it('a new run trains on what the visitor has chosen', async () => {
  const { pasted, rewardModel: inUse, loadModel } = partOf(await chosen());
  expect(formatPreferences(pasted!, task)).toBe(lines(1));
  expect(inUse?.id).toBe(1);
  expect(await loadModel('tldr', 'reward')).toEqual(model(1));
  expect(await loadModel('tldr', 'prior')).toBe(shipped);
});

it('a run that goes on trains on what it had, whatever was chosen since', async () => {
  const {
    pasted,
    rewardModel: inUse,
    loadModel,
  } = partOf(await chosen(), {
    preferences: lines(2),
    rewardModel: rewardModel(2),
  });
  expect(formatPreferences(pasted!, task)).toBe(lines(2));
  expect(inUse?.id).toBe(2);
  expect(await loadModel('tldr', 'reward')).toEqual(model(2));
});

it('a run that had generated data and the shipped model keeps to them', async () => {
  const { pasted, rewardModel: inUse, loadModel } = partOf(await chosen(), {});
  expect(pasted).toBeUndefined();
  expect(inUse).toBeUndefined();
  expect(await loadModel('tldr', 'reward')).toBe(shipped);
});

it('inputs that do not fit are refused, and the choice stays', async () => {
  const visitor = await chosen();
  expect(() => partOf(visitor, { preferences: '{"prompt": 1}' })).toThrow(/^line 1 of the preference data: /);
  expect(() => partOf(visitor, { rewardModel: { id: 1, model: shipped } })).toThrow(/no value head/);
  expect(formatPreferences(partOf(visitor).pasted!, task)).toBe(lines(1));
});

it('inputs come back from their files to the bit; those that nobody reads are left out', () => {
  const inputs = { preferences: lines(1), rewardModel: rewardModel(7) };
  expect(readInputs(inputFiles(inputs), 7)).toEqual(inputs);
  expect(inputsRead(config, inputs)).toEqual(inputs);
  expect(inputFiles(inputsRead(presetFor('tldr', 'brain'), inputs))).toEqual(
    presetFor('tldr', 'brain').reward === 'learned' ? inputFiles({ rewardModel: rewardModel(7) }) : {},
  );
  const { 'reward_model/config.json': _, ...half } = inputFiles(inputs);
  expect(() => readInputs(half)).toThrow('invalid reward model: half of it is missing');
  expect(() => readInputs({ 'preferences.jsonl': Uint8Array.of(0xff) })).toThrow(
    'invalid preferences.jsonl: another encoding (expected UTF-8)',
  );
});
