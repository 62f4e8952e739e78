import { expect, it } from 'vitest';
import { FRONTIER_NAMES } from '../metrics/frontier.ts';
import { figure2 } from './figure2.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import type { RunOutcome } from './run_outcome.ts';
import { scaleOf } from './scale.ts';

it('draws the checkpoints that runs under way have reached', () => {
  const begun = [...madeUpOutcomes(['figure2'])].map(
    ([key, run]) => [key, { ...run, checkpoints: run.checkpoints.slice(0, 1), test: [] }] as const,
  );
  const { figures } = figure2.result(new Map(begun), scaleOf('smoke'));
  const drawn = figures.flatMap(({ series }) => series.flatMap(({ points }) => points));
  expect(drawn).toHaveLength(begun.length);
});

it('names the line behind the runs as exact on strings and markov alone', () => {
  const { figures } = figure2.result(new Map(), scaleOf('full'));
  expect(figures.length).toBeGreaterThan(1);
  for (const { title, series } of figures.filter((figure) => figure.title.startsWith('KL-reward')))
    expect(series[0].label).toBe(
      /Strings|Markov/.test(title) ? FRONTIER_NAMES.exact : FRONTIER_NAMES.reachable,
    );
});

it('turns beta and gamma as one knob on text, and draws the win-rate over it', () => {
  const full = scaleOf('full', 1);
  const figure = figure2
    .result(madeUpOutcomes(['figure2'], full), full)
    .figures.find(({ id }) => id === 'figure2-temperature-tldr')!;
  const [brain, dpoSft] = figure.series.map(({ points }) => points.map(({ x }) => x));
  expect(brain).toHaveLength(4);
  expect(dpoSft).toEqual(brain);
});

it('draws the line of the world that it draws the runs of, and asks for no other', () => {
  const scale = scaleOf('markov', 2);
  const asked = figure2.requests(scale).filter(({ frontier }) => frontier);
  expect(asked.map(({ config }) => config.world)).toEqual([1]);
  const lineOf = (worlds: readonly number[]) => {
    const outcomes = [...madeUpOutcomes(['figure2'], scale)].map(([key, run]): [string, RunOutcome] => {
      const { world } = run.config;
      const frontier = worlds.includes(world) ? [{ gamma: 1, kl: 0.1, reward: world }] : [];
      return [key, { ...run, frontier }];
    });
    const [{ title, series }] = figure2.result(new Map(outcomes), scale).figures;
    expect(title).toContain('world 1');
    for (const { label } of series.slice(1).flatMap(({ points }) => points))
      expect(label).toContain('seed 1');
    return series[0].points;
  };
  expect(lineOf([1, 2])).toEqual([{ x: 0.1, y: 1 }]);
  // Another world's line, as an earlier version may have left it.
  expect(lineOf([2])).toEqual([]);
});
