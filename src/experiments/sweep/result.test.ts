import { describe, expect, it } from 'vitest';
import { bestReward, tiltedFrontier } from '../../exact/frontier.ts';
import type { FigureSeries, ResultFigure } from '../experiment.ts';
import type { RunOutcome, RunRequest } from '../run_outcome.ts';
import { sweepFiles, sweepReport } from './files.ts';
import { overSeeds } from './measures.ts';
import { rampShare, sweepResult } from './result.ts';
import { type Sweep, sweepRequests } from './sweep.ts';

const world = { logPrior: Float64Array.from([0.2, 0.3, 0.5], Math.log), reward: Float64Array.of(1, 0, -1) };
const line = tiltedFrontier(world);

const sweep: Sweep = {
  task: 'tldr',
  overrides: {},
  swept: [{ key: 'gamma', values: [0.1, 1, 10] }],
  methods: ['brain', 'gdc++'],
  seeds: [1, 2],
};

/** KL 0.1 / gamma and the best reward there, less a tenth of the seed. */
function outcomeOf({ key, config, frontier }: RunRequest): RunOutcome {
  const kl = Math.min(0.6, 0.1 / config.gamma);
  const estimate = (mean: number) => ({ mean, standardError: 0.01 });
  const checkpoint = (share: number) => ({
    step: 10 * share,
    round: 1,
    seconds: 1,
    samplesDrawn: 1,
    kl: estimate(share * kl),
    reward: estimate(bestReward(world, share * kl) - (share * config.seed) / 10),
    goldReward: estimate(0),
    winRate: { wins: 3, ties: 0, total: 4, rate: 0.75, low: 0.2, high: 0.9 },
  });
  const outcome = {
    key,
    config,
    checkpoints: [0, 0.5, 1].map(checkpoint),
    chosenStep: 10,
    test: [],
    frontier: frontier ? line : [],
    exact: [],
    klRounds: [],
    provenance: { backend: 'CPU, one thread', date: '2026-01-02T03:04:05Z', seconds: 7, version: '1.2' },
  };
  return outcome as unknown as RunOutcome;
}

const allOutcomes = (one: Sweep) =>
  new Map(sweepRequests(one).map((request) => [request.key, outcomeOf(request)]));
const figure = (figures: readonly ResultFigure[], id: string) => figures.find((one) => one.id === id)!;
const labels = ({ series }: ResultFigure) =>
  series.filter(({ unlisted }) => !unlisted).map(({ label }) => label);
const near = (series: FigureSeries, axis: 'x' | 'y' | 'yLow' | 'yHigh') =>
  series.points.map((point) => Number(point[axis]?.toFixed(4)));

describe('the figures of a sweep', () => {
  const { figures } = sweepResult(sweep, allOutcomes(sweep));

  it('are a ramp for each method, then each measure over the values', () => {
    expect(figures.map(({ id }) => id)).toEqual([
      'sweep-frontier-brain',
      'sweep-frontier-gdcpp',
      'sweep-reward',
      'sweep-kl',
      'sweep-distance',
    ]);
    expect(labels(figures[0])).toEqual([expect.stringMatching(/^Best/), 'gamma 0.1', 'gamma 1', 'gamma 10']);
    expect(labels(figures[2])).toEqual(['BRAIn', 'GDC++']);
    expect(figures[2].x).toEqual({
      label: 'Goodness temperature, reward',
      scale: 'log',
      marks: [0.1, 1, 10],
    });
  });

  it('colour the values by their place on the scale of the setting', () => {
    const shares = [0.1, 1, 10].map((value) => Number(rampShare(sweep.swept[0], value).toFixed(9)));
    expect(shares).toEqual([0, 0.5, 1]);
    const even = { key: 'replayRounds', values: [0, 1, 4] } as const;
    expect(even.values.map((value) => rampShare(even, value))).toEqual([0, 0.25, 1]);
    expect(rampShare({ key: 'gamma', values: [2] }, 2)).toBe(1);
    const ramps = figures[0].series.flatMap(({ ramp }) =>
      ramp === undefined ? [] : [Number(ramp.toFixed(9))],
    );
    expect(ramps).toEqual([0, 0, 0.5, 0.5, 1, 1]);
  });

  it('draw the mean way from the prior, with a band from the lowest to the highest seed', () => {
    const [, path, end] = figures[0].series;
    expect(near(path, 'x')).toEqual([0, 0.3, 0.6]);
    const best = bestReward(world, 0.6);
    expect(path.points[2].y).toBeCloseTo(best - 0.15, 9);
    expect(path.points[2].yHigh).toBeCloseTo(best - 0.1, 9);
    expect(path.points[2].yLow).toBeCloseTo(best - 0.2, 9);
    expect(path).toMatchObject({ kind: 'line', band: true });
    expect(end.points).toMatchObject([{ x: 0.6, label: 'step 10' }]);
    expect(figures[0].whiskers).toBe('from the lowest to the highest of 2 seeds');
  });

  it('say how far below the exact line the runs end', () => {
    const [brain] = figure(figures, 'sweep-distance').series;
    expect(near(brain, 'x')).toEqual([0.1, 1, 10]);
    for (const { y } of brain.points) expect(y).toBeCloseTo(0.15, 4);
    const [drift] = figure(figures, 'sweep-kl').series;
    expect(near(drift, 'y')).toEqual([0.6, 0.1, 0.01]);
  });

  it('have a line for each value of the second setting, in other dashes', () => {
    const two: Sweep = {
      ...sweep,
      methods: ['brain'],
      swept: [...sweep.swept, { key: 'rounds', values: [5, 3] }],
    };
    const { figures: ofTwo } = sweepResult(two, allOutcomes(two));
    const { series } = figure(ofTwo, 'sweep-reward');
    expect(series.map(({ label, dashed }) => [label, dashed])).toEqual([
      ['BRAIn, e 5', undefined],
      ['BRAIn, e 3', true],
    ]);
    expect(series.map(({ points }) => points.length)).toEqual([3, 3]);
    expect(labels(ofTwo[0])[1]).toBe('gamma 0.1, e 5');
  });

  it('draw what is there: no interval of one seed, no distance beyond the line, no point of a missing run', () => {
    const one = { ...sweep, methods: ['brain'], seeds: [1] } as const;
    const outcomes = allOutcomes(one);
    const [coldest, , warmest] = sweepRequests(one);
    outcomes.delete(warmest.key);
    const short = line.filter(({ kl }) => kl < 0.3);
    outcomes.set(coldest.key, { ...outcomes.get(coldest.key)!, frontier: short });
    const { figures: ofOne, tables } = sweepResult(one, outcomes);
    const [reward] = figure(ofOne, 'sweep-reward').series;
    expect(near(reward, 'x')).toEqual([0.1, 1]);
    expect(reward.points[0].yLow).toBeUndefined();
    expect(near(figure(ofOne, 'sweep-distance').series[0], 'x')).toEqual([1]);
    expect(tables[0].rows.map(({ cells }) => cells.at(-1))).toEqual([
      { note: '1 of 1' },
      { note: '1 of 1' },
      { note: '0 of 1' },
    ]);
    expect(tables[0].note).toContain('One seed does not show how much seeds differ.');
  });

  it('draw runs under way in the ramp alone, and only while no seed of their value is done', () => {
    const one = { ...sweep, seeds: [1] };
    const outcomes = allOutcomes(one);
    const [first] = sweepRequests(one);
    const running = {
      ...outcomes.get(first.key)!,
      checkpoints: outcomes.get(first.key)!.checkpoints.slice(0, 2),
    };
    const done = new Map([...outcomes].filter(([key]) => key !== first.key));
    const pathIn = (figures: readonly ResultFigure[]) =>
      figures[0].series.find(({ label }) => label === 'gamma 0.1')!;
    const { figures: live } = sweepResult(one, done, new Map([...done, [first.key, running]]));
    expect(near(pathIn(live), 'x')).toEqual([0, 0.3]);
    expect(near(figure(live, 'sweep-kl').series[0], 'x')).toEqual([1, 10]);

    const both = allOutcomes(sweep);
    const [, second] = sweepRequests(sweep);
    const withSecond = new Map([...both, [second.key, { ...running, key: second.key }]]);
    both.delete(second.key);
    expect(near(pathIn(sweepResult(sweep, both, withSecond).figures), 'x')).toEqual([0, 0.3, 0.6]);
  });
});

describe('the table of a sweep', () => {
  const [{ rows }] = sweepResult(sweep, allOutcomes(sweep)).tables;

  it('has intervals of Student over the seeds, within what is possible', () => {
    const [reward, kl, distance, winRate, runs] = rows[0].cells;
    // Seeds 1 and 2 lie 0.05 either side of their mean, and t is 12.7062 with one degree of freedom.
    expect(reward.high! - reward.value!).toBeCloseTo(12.7062047 * 0.05, 5);
    expect(kl).toEqual({ value: 0.6, low: 0.6, high: 0.6 });
    expect(distance.value).toBeCloseTo(0.15, 4);
    expect(winRate.value).toBe(75);
    expect(runs).toEqual({ note: '2 of 2' });
  });

  it('cuts an interval to a KL of at least 0', () => {
    expect(overSeeds([0.1, 0.3], [0, 1])).toEqual({ value: 0.2, low: 0, high: 1 });
  });
});

describe('the files of a sweep', () => {
  const files = sweepFiles(sweepReport(sweep, allOutcomes(sweep), 'npm run lab -- sweep'));

  it('are the runs, the table in three forms, and the figures', () => {
    expect([...files.keys()]).toEqual([
      'sweep.csv',
      'sweep.json',
      'sweep.md',
      'sweep.tex',
      'sweep-frontier-brain.svg',
      'sweep-frontier-gdcpp.svg',
      'sweep-reward.svg',
      'sweep-kl.svg',
      'sweep-distance.svg',
    ]);
    const [head, first, ...others] = files.get('sweep.csv')!.trim().split('\r\n');
    expect(head).toMatch(/^method,gamma,seed,step,reward,kl \(nats\),below the best line,win-rate,exact,/);
    expect(first).toMatch(/^brain,0\.1,1,10,/);
    expect(others).toHaveLength(11);
    const json = JSON.parse(files.get('sweep.json')!);
    expect(json).toMatchObject({ sweep: 'gamma:0.1,1,10', seeds: '1-2', methods: 'brain,gdc++' });
    expect(json.link).toBe('?v=1&task=tldr&sweep=gamma:0.1,1,10&seeds=1-2&methods=brain,gdc%2B%2B');
    expect(json.runs).toHaveLength(12);
  });

  it('have the same numbers in Markdown and in LaTeX', () => {
    const markdown = files.get('sweep.md')!;
    expect(markdown).toContain('12 of 12 runs, seeds 1, 2, CPU, one thread, version 1.2, 2026-01-02');
    const row = markdown.split('\n').find((text) => text.startsWith('| GDC++, 10 |'))!;
    const [reward] = /-?\d+\.\d+/.exec(row)!;
    const tex = files.get('sweep.tex')!;
    expect(tex).toContain('Win-rate, \\% & Runs \\\\');
    expect(tex.split('\n').find((text) => text.includes('GDC++, 10 &'))).toContain(`$${reward} \\pm `);
    expect(tex).toContain('& 2 of 2 \\\\');
  });

  it('draw bands in a drawing', () => {
    const svg = files.get('sweep-reward.svg')!;
    expect(svg.match(/<polygon /g)).toHaveLength(2);
    expect(svg).toContain('bands: from the lowest to the highest of 2 seeds');
    // The ramp's colours, and each once in the legend.
    expect(files.get('sweep-frontier-brain.svg')!.match(/>gamma 1</g)).toHaveLength(1);
  });
});
