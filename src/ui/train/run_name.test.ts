import { expect, it } from 'vitest';
import { presetFor } from '../../config/presets.ts';
import type { RunConfig } from '../../config/schema.ts';
import { runNames } from './run_name.ts';

const of = (part: Partial<RunConfig> = {}, rewardModel?: number) => ({
  config: { ...presetFor(part.task ?? 'strings', part.method ?? 'brain'), ...part },
  rewardModel,
});
const namesOf = (...runs: ReturnType<typeof of>[]) => [
  ...runNames(runs.map((run, id) => ({ ...run, id }))).values(),
];

it('names a run alone by its method', () => {
  expect(namesOf(of({ gamma: 0.3 }))).toEqual(['BRAIn']);
});

it('says the settings in which runs of a method differ, the usual value included, and the seed last', () => {
  expect(namesOf(of(), of({ gamma: 0.3 }), of({ gamma: 0.3, seed: 9 }))).toEqual([
    `BRAIn, gamma ${presetFor('strings', 'brain').gamma}, seed ${presetFor('strings', 'brain').seed}`,
    `BRAIn, gamma 0.3, seed ${presetFor('strings', 'brain').seed}`,
    'BRAIn, gamma 0.3, seed 9',
  ]);
});

it('does not repeat what all runs share, nor what the method’s name says', () => {
  const rounds = 7;
  expect(namesOf(of({ rounds }), of({ rounds, method: 'dpo' }), of({ rounds, method: 'gdc' }))).toEqual([
    'BRAIn',
    'DPO',
    'GDC',
  ]);
});

it('says what one run of another method has unlike its own preset', () => {
  expect(namesOf(of({ gamma: 0.3 }), of({ method: 'dpo' }))).toEqual(['BRAIn, gamma 0.3', 'DPO']);
});

it('says first what tells a run from those of its method, and counts what is left', () => {
  const tiny = { promptsPerRound: 2, stepsPerRound: 2, groupsPerBatch: 2, evaluationInterval: 2 };
  expect(namesOf(of({ ...tiny, gamma: 0.3 }), of({ ...tiny, gamma: 3 }), of({ method: 'dpo' }))).toEqual([
    'BRAIn, gamma 0.3, m 2, k 2, +2',
    'BRAIn, gamma 3, m 2, k 2, +2',
    'DPO',
  ]);
});

it('says the task where tasks differ', () => {
  expect(namesOf(of(), of({ task: 'tldr' }))).toEqual(['BRAIn on Strings', 'BRAIn on TL;DR']);
});

it('says which reward model of the visitor, where that differs', () => {
  expect(namesOf(of({}, 1), of({}, 2))).toEqual(['BRAIn, reward model 1', 'BRAIn, reward model 2']);
  expect(namesOf(of({}, 1), of({}, 1))).toEqual(['BRAIn', 'BRAIn']);
});

it('leaves out settings that the method does not read', () => {
  expect(namesOf(of(), of({ partitionScope: 'task' }))).toEqual(['BRAIn', 'BRAIn']);
});
