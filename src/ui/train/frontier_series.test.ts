import { expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import { Z95 } from '../../math/statistics.ts';
import { FRONTIER_NAMES } from '../../metrics/frontier.ts';
import type { WorkerEvent } from '../../session/protocol.ts';
import type { ReadClusterRun } from '../../store/cluster_runs.ts';
import { initialState, type PageEvent } from '../../store/page_state.ts';
import { reduceAll } from '../../store/reducer.ts';
import { evaluationEvent, stepEvent } from '../../store/sample_events.ts';
import { frontierCsv } from './frontier_csv.ts';
import { frontierSeries } from './frontier_series.ts';
import { runStyles } from './run_name.ts';

const start = (runId: number, change = {}): PageEvent => ({
  type: 'run-started',
  runId,
  config: { ...defaults.strings, ...change },
});
const run = (runId: number, change = {}): (WorkerEvent | PageEvent)[] => [
  start(runId, change),
  evaluationEvent(runId, 0),
  stepEvent(runId, 1),
  evaluationEvent(runId, 20),
];
const stateOf = (...events: (WorkerEvent | PageEvent)[]) => reduceAll(initialState(defaults.strings), events);
const seriesOf = (...events: (WorkerEvent | PageEvent)[]) => {
  const { runs, currentRunId } = stateOf(...events);
  return frontierSeries(runs, currentRunId, runStyles(runs));
};

it('draws whiskers of 95 % both ways, KL never below zero', () => {
  const [line, prior] = seriesOf(...run(1));
  expect(line.points[1]).toMatchObject({ x: 1, y: 0.4, note: 'step 20' });
  expect(line.points[1].yHigh).toBeCloseTo(0.4 + Z95 * 0.01, 12);
  expect(line.points[1].xLow).toBeCloseTo(1 - Z95 * 0.02, 12);
  expect(prior.points[0]).toMatchObject({ x: 0, xLow: 0, note: 'step 0' });
});

it('draws the reachable frontier in order of KL', () => {
  const points = [
    { gamma: 0.5, kl: 2, reward: 2, standardError: 0.0123 },
    { gamma: 1, kl: 1, reward: 1 },
  ];
  const [best] = seriesOf(...run(1), { type: 'frontier', runId: 1, points });
  expect(best.points.map((point) => point.x)).toEqual([1, 2]);
  expect(best.points.map((point) => point.note)).toEqual(['γ = 1.0', 'γ = 0.50, standard error 0.012']);
  expect(best.label).toBe(FRONTIER_NAMES.reachable);
});

it('draws the exact frontier in its place where there is one, as far as the posterior and the runs go', () => {
  const frontier = [0, 0.5, 1, 2, 3, 4].map((kl) => ({
    gamma: kl === 0 ? Infinity : 1 / kl,
    kl,
    reward: kl,
  }));
  const logPrior = Float64Array.from([0.5, 0.5], Math.log);
  const world = {
    names: ['a', 'b'],
    logPrior,
    reward: Float64Array.from([0, 1]),
    logPosterior: Float64Array.from([0.2, 0.8], Math.log), // 0.19 nats from the prior
    logPartition: 0,
    frontier,
  };
  const points = [{ gamma: 1, kl: 1, reward: 1, ess: 500 }];
  const [exact] = seriesOf(
    ...run(1),
    { type: 'frontier', runId: 1, points },
    { type: 'exact-world', runId: 1, world },
  );
  expect(exact.label).toContain('Exact frontier');
  // The run's farthest point decides here; one more point closes the line beyond it.
  const reached = exact.points.map(({ x }) => x);
  expect(reached).toEqual([0, 0.5, 1, 2, 3, 4].slice(0, reached.length));
  expect(reached.length).toBeLessThan(6);
});

it('leaves out hidden runs and runs of another task', () => {
  const ids = seriesOf(...run(1), ...run(2, { task: 'tldr' }), ...run(3, { method: 'gdc' }), ...run(4), {
    type: 'run-hidden',
    runId: 3,
    hidden: true,
  }).map((series) => series.id);
  expect(ids).toEqual(['run 1', 'run 4', 'prior']);
});

it('tells runs of one method apart by lightness, dash and marker, and methods by hue and marker', () => {
  const styles = runStyles(
    stateOf(...run(1), ...run(2), ...run(3, { method: 'gdc' }), ...run(4, { method: 'kto' })).runs,
  );
  expect(styles.get(1)).toEqual({ colour: '--method-brain', line: 'solid', marker: 'circle' });
  expect(styles.get(2)).toEqual({ colour: '--method-brain-2', line: 'dashed', marker: 'square' });
  expect(styles.get(3)).toEqual({ colour: '--method-gdc', line: 'solid', marker: 'circle' });
  expect(styles.get(4)).toEqual({ colour: '--method-kto', line: 'solid', marker: 'square' });
});

const source = { link: 'http://host/?v=1&gamma=9#train', backend: 'CPU', version: '1.2', date: '2026-11-26' };

it('writes a row per evaluation with the link that runs it again', () => {
  const [header, first, second] = frontierCsv(stateOf(...run(1, { gamma: 0.5 })).runs, source).split('\r\n');
  const columns = header.split(',');
  const value = (row: string, name: string) => row.split(',')[columns.indexOf(name)];
  expect(value(first, 'step')).toBe('0');
  expect(value(second, 'reward')).toBe('0.4');
  expect(value(second, 'kl standard error')).toBe('0.02');
  expect(value(second, 'settings')).toBe('?v=1&gamma=0.5');
  expect(value(second, 'link')).toBe('http://host/?v=1&gamma=0.5#train');
  expect(value(second, 'date')).toBe('2026-11-26');
});

it('writes the best reachable line behind a run with its standard errors', () => {
  const points = [{ gamma: 2, kl: 0.1, reward: 0.3, standardError: 0.015 }];
  const { runs } = stateOf(...run(1), { type: 'frontier', runId: 1, points });
  const [header, ...rows] = frontierCsv(runs, source).trim().split('\r\n');
  const columns = header.split(',');
  const last = rows.at(-1)!.split(',');
  expect(last).toHaveLength(columns.length);
  const value = (name: string) => last[columns.indexOf(name)];
  expect(value('method')).toBe('best reachable');
  expect(value('reward standard error')).toBe('0.015');
  expect(value('gamma of the best reachable line')).toBe('2');
});

const elsewhere: ReadClusterRun = {
  id: 2,
  config: { ...defaults.strings, gamma: 2 },
  computedOn: 'torch 2.6, 8 x cuda',
  leftAtStep: 16,
  points: [
    {
      step: 24,
      round: 3,
      kl: { mean: 9, standardError: 0.1 },
      reward: { mean: 1, standardError: 0.2 },
      meanLength: 5,
    },
  ],
};
const withElsewhere = (changes: Partial<ReadClusterRun> = {}) => {
  const { runs, currentRunId } = stateOf(...run(1));
  return frontierSeries(runs, currentRunId, runStyles(runs), [{ ...elsewhere, ...changes }]);
};

it('draws what was computed elsewhere with a mark and a name of its own', () => {
  const [line, other] = withElsewhere();
  expect(other).toMatchObject({ id: 'cluster 2', label: 'computed elsewhere: BRAIn (2)', marker: 'ring' });
  expect(other.marker).not.toBe(line.marker);
  expect(other.points[0]).toMatchObject({ x: 9, y: 1, note: 'step 24, on torch 2.6, 8 x cuda' });
  expect(other.points[0].yHigh).toBeCloseTo(1 + Z95 * 0.2, 12);
  expect(withElsewhere({ config: defaults.tldr }).map(({ id }) => id)).not.toContain('cluster 2');
});

it('says in the table where a point was computed', () => {
  const provenance = { link: 'https://a.b/', backend: 'CPU', version: '1', date: '2026-01-01' };
  const { runs } = stateOf(...run(1));
  const rows = frontierCsv(runs, provenance, [elsewhere]).trim().split(/\r?\n/);
  const [columns, last] = [rows[0], rows.at(-1)!].map((row) => row.split(','));
  expect(last.slice(0, 6)).toEqual([
    'elsewhere 2',
    'strings',
    'brain',
    String(defaults.strings.seed),
    '24',
    '3',
  ]);
  expect(rows.at(-1)).toContain('"computed elsewhere: torch 2.6, 8 x cuda"');
  expect(last[columns.indexOf('mean length (tokens)')]).toBe('5');
});
