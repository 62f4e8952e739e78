import { expect, it } from 'vitest';
import { FRONTIER_NAMES } from '../metrics/frontier.ts';
import { figure2 } from './figure2.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';
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
