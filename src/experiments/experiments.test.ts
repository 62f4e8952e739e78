import { describe, expect, it } from 'vitest';
import { validateConfig } from '../config/validate.ts';
import { tasks } from '../tasks/index.ts';
import { orderingClaim, summaryOf, verdictOfGap, verdictText } from './claims.ts';
import { byJudge, byTrainingReward, pooledWinRate, winRateGap } from './comparisons.ts';
import { gapsAtEqualKl } from './envelope.ts';
import { type Claim, type ClaimVerdict, EXPERIMENT_IDS } from './experiment.ts';
import { headToHead } from './head_to_head.ts';
import { experiments } from './index.ts';
import { reportFiles } from './report/files.ts';
import { reportHtml } from './report/html.ts';
import { reportMarkdown } from './report/markdown.ts';
import { durationText, reportExperiment, totalsOf } from './report/report.ts';
import type { RunOutcome } from './run_outcome.ts';
import { MOST_SEEDS, SIZES, scaleOf } from './scale.ts';

const estimate = (mean: number) => ({ mean, standardError: 0.01 });

/** Every run answers prompts with the gold response of another prompt, rated by the last digit of the seed and method. */
function madeUp(ids: readonly (typeof EXPERIMENT_IDS)[number][], scale = scaleOf('smoke')) {
  const requests = ids.flatMap((id) => experiments[id].requests(scale));
  return new Map(
    requests.map(({ key, config, testAnswers }, r) => {
      const prompts = tasks[config.task].prompts('test');
      const checkpoint = (step: number) => ({
        step,
        round: 1,
        seconds: step,
        samplesDrawn: 10 * step,
        kl: estimate(0.1 * step),
        reward: estimate(0.05 * step),
        goldReward: estimate(0.04 * step),
        winRate: { wins: 1, ties: 0, total: 2, rate: 0.5, low: 0.2, high: 0.8 },
      });
      const outcome = {
        key,
        config,
        checkpoints: [checkpoint(0), checkpoint(5), checkpoint(10)],
        chosenStep: 10,
        test: Array.from({ length: testAnswers }, (_, i) => ({
          promptId: prompts[i % prompts.length].id,
          tokens: prompts[(i + 1) % prompts.length].gold,
          reward: (i + r) % 3,
          goldResponseReward: 1,
        })),
        frontier: [],
        exact: [],
        klRounds: [],
        provenance: { backend: 'made up', date: '2026-01-01T00:00:00Z', seconds: 1, version: '0' },
      };
      return [key, outcome as unknown as RunOutcome];
    }),
  );
}

describe.each(SIZES)('experiments of size %s', (size) => {
  const scale = scaleOf(size);
  it.each(EXPERIMENT_IDS)('%s asks for valid runs, each once, and more seeds only add some', (id) => {
    const requests = experiments[id].requests(scale);
    const keys = requests.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { config } of requests)
      expect(validateConfig({ ...config }, config)).toEqual({ config, problems: [] });
    const more = experiments[id].requests(scaleOf(size, scale.seeds.length + 1)).map(({ key }) => key);
    expect(more).toEqual(expect.arrayContaining(keys));
  });

  it.each(EXPERIMENT_IDS)('%s waits where nothing is there yet', (id) => {
    const { claims } = experiments[id].result(new Map(), scale);
    const computedOnTheSpot = experiments[id].requests(scale).length === 0;
    if (!computedOnTheSpot) for (const { verdict } of claims) expect(verdict).toBe('waiting');
    expect(summaryOf(claims)).toBeTruthy();
  });

  it('shares the runs of its tables', () => {
    const keysOf = (id: 'table1' | 'table2' | 'table4') =>
      experiments[id].requests(scale).map(({ key }) => key);
    expect(keysOf('table2')).toEqual(keysOf('table1'));
    const shared = keysOf('table4').filter((key) => keysOf('table1').includes(key));
    expect(shared.length).toBeGreaterThan(0);
  });
});

it.each(EXPERIMENT_IDS)('%s can draw what runs under way have reached', (id) => {
  const begun = [...madeUp([id]).values()].map((run): [string, RunOutcome] => [
    run.key,
    { ...run, checkpoints: run.checkpoints.slice(0, 1), test: [] },
  ]);
  const { figures, tables } = experiments[id].result(new Map(begun), scaleOf('smoke'));
  const numbers = figures.flatMap(({ series }) =>
    series.flatMap(({ points }) => points.flatMap(({ x, y }) => [x, y])),
  );
  expect(numbers.every(Number.isFinite)).toBe(true);
  if (id === 'figure2') expect(numbers.length).toBeGreaterThan(0);
  if (id.startsWith('table'))
    expect(tables[0].rows.flatMap(({ cells }) => cells).every(({ value }) => value === undefined)).toBe(true);
});

it('refuses a number of seeds that it cannot run', () => {
  for (const seeds of [0, 1.5, MOST_SEEDS + 1])
    expect(() => scaleOf('quick', seeds)).toThrow(`invalid seeds: ${seeds} (expected an integer in 1..20)`);
});

describe('comparisons', () => {
  const [run, other] = [...madeUp(['table1']).values()];

  it('pools by prompt, and a win is a win by hand', () => {
    // Rewards 0, 1, 2, 0, ... against 1: of 16 answers 5 win, 5 tie, 6 lose.
    const rate = pooledWinRate([run], byTrainingReward)!;
    expect(rate).toMatchObject({ wins: 5, ties: 5, total: 16 });
    expect(pooledWinRate([], byTrainingReward)).toBeUndefined();
    // The gold response of the one prompt against itself.
    expect(pooledWinRate([run], byJudge)).toMatchObject({ wins: 0, ties: 16 });
  });

  it('counts every duel as a win, a tie or a loss', () => {
    const duel = headToHead([run], [other])!;
    expect(duel.win + duel.tie + duel.loss).toBeCloseTo(1, 12);
    expect(duel.margin.mean).toBeCloseTo(duel.win - duel.loss, 12);
    expect(headToHead([run], [{ ...other, config: { ...other.config, seed: 99 } }])).toBeUndefined();
    // A run under way has no answers yet.
    expect(headToHead([run], [{ ...other, test: [] }])).toBeUndefined();
  });

  it('does not take one lucky seed for all: seeds that disagree widen the interval', () => {
    const requests = experiments.table1.requests(scaleOf('smoke', 3)).slice(0, 3);
    const runs = requests.map(({ config }, s) => ({
      ...run,
      config,
      test: run.test.map((answer, i) => ({ ...answer, reward: i % 4 < s + 1 ? 2 : 0 })),
    }));
    const alike = runs.map((one) => ({ ...one, test: runs[1].test }));
    const width = (some: typeof runs) => {
      const { low, high, rate } = pooledWinRate(some, byTrainingReward)!;
      expect(rate).toBe(0.5);
      return high - low;
    };
    expect(width(runs)).toBeGreaterThan(1.5 * width(alike));
  });

  it('calls an order reproduced only where the gap is beyond its error', () => {
    const verdict = (mean: number, error: number) =>
      orderingClaim(['A', { value: 60 }], ['B', { value: 50 }], 'here', { mean, error }).verdict;
    expect(verdict(0.1, 0.08)).toBe('reproduced');
    expect(verdict(-0.1, 0.08)).toBe('not reproduced');
    expect(verdict(0.1, 0.12)).toBe('undecided');
    expect(orderingClaim(['A', {}], ['B', { value: 1 }], 'here', undefined).verdict).toBe('waiting');
  });

  it('knows the gap of two sides better than either, answer by answer', () => {
    const withRewards = (rewards: readonly number[]) => ({
      ...run,
      test: run.test.map((answer, i) => ({ ...answer, reward: rewards[i % rewards.length] })),
    });
    // Against 1: the first wins 3 of 4, the second 2 of 4, on the same answers but one.
    const [above, below] = [withRewards([2, 2, 2, 0]), withRewards([2, 2, 0, 0])];
    const gap = winRateGap([above], [below], byTrainingReward)!;
    expect(gap.mean).toBeCloseTo(0.25, 12);
    // One prompt, so the 16 differences are the clusters: 4 of 1 and 12 of 0.
    expect(gap.error).toBeCloseTo(1.96 * Math.sqrt((0.25 * 0.75) / 15), 12);
    expect(winRateGap([above], [above], byTrainingReward)).toEqual({ mean: 0, error: 0 });
    expect(winRateGap([below], [above], byTrainingReward)!.mean).toBeCloseTo(-0.25, 12);
    expect(winRateGap([], [below], byTrainingReward)).toBeUndefined();
  });

  it('lets each run meet the other side’s run of the next seed, and itself where there is one', () => {
    const answering = (seed: number, tokens: readonly number[]) => ({
      ...run,
      config: { ...run.config, seed },
      test: run.test.map((answer) => ({ ...answer, tokens })),
    });
    const gold = tasks.strings.prompts('test')[0].gold;
    const worse = [gold[0], gold[0], gold[0], gold[0], ...gold.slice(4)];
    const [one, two] = [answering(1, gold), answering(2, worse)];
    const ordered = tasks.strings.judge(tasks.strings.prompts('test')[0], gold, worse);
    expect(ordered).not.toBe('tie');
    expect(headToHead([one, two], [one, two])).toMatchObject({ win: 0.5, tie: 0, loss: 0.5 });
    expect(headToHead([one], [one])).toMatchObject({ win: 0, tie: 1, loss: 0 });
  });

  it('says which seeds are missing', () => {
    const three = scaleOf('smoke', 3);
    const all = madeUp(['table1'], three);
    const noteOf = (outcomes: typeof all) => experiments.table1.result(outcomes, three).tables[0].note;
    expect(noteOf(all)).not.toContain('of 3 seeds');
    const [{ key, config }] = experiments.table1.requests(three);
    all.delete(key);
    expect(config.method).toBe('dpo');
    expect(noteOf(all)).toContain('DPO on Strings has 2 of 3 seeds.');
  });

  it('counts as the paper’s only what the paper has', () => {
    const claim = (verdict: ClaimVerdict, paper?: string): Claim => ({
      text: '',
      measured: '',
      verdict,
      paper,
    });
    const own = [claim('reproduced', '2 against 1'), claim('undecided', '3 against 2')];
    const further = [claim('reproduced'), claim('not reproduced'), claim('undecided')];
    expect(summaryOf([])).toBe('states no ordering');
    expect(summaryOf([claim('waiting', '1')])).toBe('no result yet');
    expect(summaryOf(own)).toBe('reproduces 1 of 2 orderings of the paper, leaves 1 undecided');
    expect(summaryOf(further)).toBe('1 of 3 orderings holds, 1 does not, 1 undecided');
    expect(summaryOf([claim('not reproduced')])).toBe('0 of 1 ordering holds, 1 does not');
    expect(summaryOf([...own, ...further])).toBe(
      'reproduces 1 of 2 orderings of the paper, leaves 1 undecided; 1 of 3 further orderings holds, 1 does not, 1 undecided',
    );
    expect(further.map(verdictText)).toEqual(['holds', 'does not hold', 'undecided']);
    expect(own.map(verdictText)).toEqual(['reproduced', 'undecided']);
    const { claims } = experiments.table4.result(new Map(), scaleOf('full'));
    const published = claims.filter(({ paper }) => paper !== undefined).map(({ text }) => text);
    // Three steps and the largest of them, by two evaluators.
    expect(published).toHaveLength(8);
    for (const text of published) expect(text).toContain('Dialog');
  });

  it('decides nothing on a gap within its error, or without one', () => {
    expect([verdictOfGap(2, 1), verdictOfGap(-2, 1), verdictOfGap(1, 1), verdictOfGap(2, undefined)]).toEqual(
      ['reproduced', 'not reproduced', 'undecided', 'undecided'],
    );
  });
});

it('calls a curve saturated where it rises and then stays, not where it falls', () => {
  const scale = scaleOf('full', 1);
  const verdictOf = (shares: Readonly<Record<number, number>>) => {
    const outcomes = new Map(
      [...madeUp(['figure4'], scale)].map(([key, run]): [string, RunOutcome] => {
        const wins = shares[run.config.samplesPerPrompt] * run.test.length;
        return [
          key,
          { ...run, test: run.test.map((answer, i) => ({ ...answer, reward: i < wins ? 2 : 0 })) },
        ];
      }),
    );
    return experiments.figure4.result(outcomes, scale).claims.find(({ text }) => text.includes('gains less'))!
      .verdict;
  };
  expect(verdictOf({ 2: 0.4, 4: 0.5, 8: 0.7, 16: 0.7, 32: 0.71 })).toBe('reproduced');
  expect(verdictOf({ 2: 0.7, 4: 0.7, 8: 0.7, 16: 0.6, 32: 0.3 })).toBe('undecided');
  expect(verdictOf({ 2: 0.4, 4: 0.4, 8: 0.45, 16: 0.6, 32: 0.8 })).toBe('not reproduced');
});

it('compares frontiers at the KLs that both reach', () => {
  const line = (slope: number, kls: readonly number[]) => kls.map((kl) => ({ kl, reward: slope * kl }));
  // 2 kl - kl at nine KLs evenly up to the shorter one's end.
  gapsAtEqualKl(line(2, [0, 1, 2, 3]), line(1, [0, 1, 2])).forEach((gap, i) => {
    expect(gap).toBeCloseTo((2 * (i + 1)) / 9, 12);
  });
  expect(gapsAtEqualKl(line(2, [0, 1, 2, 3]), line(1, [0, 1, 2]))).toHaveLength(9);
  expect(gapsAtEqualKl(line(2, [5, 6]), line(1, [0, 1]))).toEqual([]);
});

describe('the report', () => {
  const scale = scaleOf('smoke');
  const ids = ['table1', 'figure3', 'figure4'] as const;
  const outcomes = madeUp(['table1', 'figure4']);
  const report = {
    date: '2026-01-02T00:00:00Z',
    version: '1.2.3',
    command: 'npm run reproduce -- <all>',
    ...totalsOf(outcomes.values()),
    experiments: ids.map((id) => reportExperiment(experiments[id], outcomes, scale)),
    failures: [{ run: 'A & B', problem: 'x < y' }],
  };

  it('is one page without anything from elsewhere, and escapes what it quotes', () => {
    const html = reportHtml(report);
    expect(html.match(/(src|href)="(?!#)[^"]*"/g)).toBeNull();
    expect(html).not.toMatch(/<script|@import|url\(/);
    expect(html).toContain('by npm run reproduce -- &lt;all&gt; from 8 runs, 8 s of computing');
    expect(html).toContain('A &amp; B: x &lt; y');
  });

  it('has the numbers of its tables in every form', () => {
    const [{ result }] = report.experiments;
    const [row] = result.tables[0].rows;
    const files = reportFiles(report, [...outcomes.values()]);
    const lines = files.get('table1.csv')!.trim().split('\n');
    const cells = result.tables[0].rows.length * row.cells.length;
    expect(lines).toHaveLength(1 + cells);
    expect(lines[1].split(',')).toContain(String(row.cells[0].value));
    expect(JSON.parse(files.get('report.json')!).experiments[0].result).toEqual(
      JSON.parse(JSON.stringify(result)),
    );
    expect(JSON.parse(files.get('runs.json')!)).toHaveLength(outcomes.size);
    expect(
      files.get('figure3.svg') ?? [...files.keys()].find((name) => name.startsWith('figure3')),
    ).toBeTruthy();
    const text = `${row.cells[0].value!.toFixed(1)} [`;
    expect(files.get('report.html')).toContain(text);
    expect(reportMarkdown(report, (id) => `${id}.svg`)).toContain(text);
  });

  it('says how long, in words', () => {
    expect([5.4, 65, 3725].map(durationText)).toEqual(['5 s', '1 min 5 s', '1 h 2 min']);
  });
});
