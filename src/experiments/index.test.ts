import { describe, expect, it } from 'vitest';
import { validateConfig } from '../config/validate.ts';
import { summaryOf } from './claims.ts';
import { EXPERIMENT_IDS } from './experiment.ts';
import { experiments } from './index.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import type { RunOutcome } from './run_outcome.ts';
import { SIZES, scaleOf } from './scale.ts';

describe.each(SIZES)('experiments of size %s', (size) => {
  const scale = scaleOf(size);
  it.each(EXPERIMENT_IDS)('%s asks for valid runs, each once, and more seeds only add some', (id) => {
    const requests = experiments[id].requests(scale);
    const keys = requests.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { config } of requests)
      expect(validateConfig({ ...config }, config)).toEqual({ config, problems: [] });
    const keysOf = (seeds: number) => experiments[id].requests(scaleOf(size, seeds)).map(({ key }) => key);
    expect(keysOf(4)).toEqual(expect.arrayContaining(keysOf(3)));
  });

  it.each(EXPERIMENT_IDS)('%s waits where nothing is there yet', (id) => {
    const { claims } = experiments[id].result(new Map(), scale);
    const computedOnTheSpot = experiments[id].requests(scale).length === 0;
    if (!computedOnTheSpot) for (const { verdict } of claims) expect(verdict).toBe('waiting');
    expect(summaryOf(claims)).toBeTruthy();
  });
});

it.each(EXPERIMENT_IDS)('%s can draw what runs under way have reached', (id) => {
  const begun = [...madeUpOutcomes([id]).values()].map((run): [string, RunOutcome] => [
    run.key,
    { ...run, checkpoints: run.checkpoints.slice(0, 1), test: [] },
  ]);
  const { figures, tables } = experiments[id].result(new Map(begun), scaleOf('smoke'));
  const numbers = figures.flatMap(({ series }) =>
    series.flatMap(({ points }) => points.flatMap(({ x, y }) => [x, y])),
  );
  expect(numbers.every(Number.isFinite)).toBe(true);
  // A number in a table is of test answers, of exact or of estimated KLs: these runs have none yet.
  const cells = tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
  if (begun.length > 0) expect(cells.filter(({ value }) => value !== undefined)).toEqual([]);
});

it('asks for the same run by the same key, whichever experiments share it, and for another by another', () => {
  const configs = new Map<string, string>();
  for (const size of SIZES)
    for (const id of EXPERIMENT_IDS)
      for (const { key, config, testAnswers } of experiments[id].requests(scaleOf(size))) {
        const run = JSON.stringify([config, testAnswers]);
        expect(configs.get(key) ?? run).toBe(run);
        configs.set(key, run);
      }
  expect(new Set(configs.values()).size).toBe(configs.size);
});
