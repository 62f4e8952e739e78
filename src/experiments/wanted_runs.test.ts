import { describe, expect, it } from 'vitest';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import type { RunOutcome } from './run_outcome.ts';
import { type Scale, scaleOf } from './scale.ts';
import { table1 } from './table1.ts';
import { wantedRuns } from './wanted_runs.ts';

const sequential = scaleOf('smoke', 'sequential');
const all = madeUpOutcomes(['table1'], scaleOf('smoke', 20));

/** The first answers of each run win: by so much a method, and a little by the seed. */
function outcomesWith(share: (run: RunOutcome) => number): Map<string, RunOutcome> {
  return new Map(
    [...all].map(([key, run]) => {
      const wins = share(run) * run.test.length;
      return [key, { ...run, test: run.test.map((answer, i) => ({ ...answer, reward: i < wins ? 2 : 0 })) }];
    }),
  );
}

/** Runs what is wanted until nothing new is, and says how many seeds each method got. */
function seedsUntilDecided(outcomes: ReadonlyMap<string, RunOutcome>) {
  const known = new Map<string, RunOutcome>();
  const rounds: number[] = [];
  for (;;) {
    const missing = wantedRuns(table1, known, sequential).filter(({ key }) => !known.has(key));
    if (missing.length === 0) break;
    rounds.push(missing.length);
    for (const { key } of missing) known.set(key, outcomes.get(key)!);
  }
  const seeds = new Map<string, number>();
  for (const { config } of known.values()) seeds.set(config.method, (seeds.get(config.method) ?? 0) + 1);
  return { seeds: Object.fromEntries(seeds), rounds, known };
}

describe('the runs wanted', () => {
  it('are all seeds where their number is fixed', () => {
    const scale = scaleOf('smoke', 3);
    expect(wantedRuns(table1, new Map(), scale)).toEqual(table1.requests(scale));
  });

  it('are the first look’s at first, whose keys do not depend on the number of seeds', () => {
    const wanted = wantedRuns(table1, new Map(), sequential).map(({ key }) => key);
    expect(new Set(wanted)).toEqual(new Set(table1.requests(scaleOf('smoke', 5)).map(({ key }) => key)));
  });

  it('are all of Markov’s in the report, since they take seconds', () => {
    const wanted = wantedRuns(table1, new Map(), scaleOf('full'));
    const seedsOf = (task: string) =>
      new Set(wanted.filter(({ config }) => config.task === task).map(({ config }) => config.seed)).size;
    expect([seedsOf('markov'), seedsOf('tldr')]).toEqual([20, 5]);
  });

  it('are what the orderings are decided by: of Markov in the report all seeds, however clear the first five are', () => {
    const known = new Map(
      [...madeUpOutcomes(['table1'], scaleOf('markov', 20))].map(([key, run]) => {
        const reward = run.config.method === 'brain' ? 2 : 0;
        return [key, { ...run, test: run.test.map((answer) => ({ ...answer, reward })) }] as const;
      }),
    );
    const measuredAt = (scale: Scale) =>
      table1.result(known, scale).claims.find(({ text }) => /Markov/.test(text))!.measured;
    expect(measuredAt(scaleOf('full'))).toContain('over 20 seeds');
    expect(measuredAt(scaleOf('markov', 'sequential'))).toContain('over 5 seeds');
    expect(table1.result(known, scaleOf('full')).tables[0].note).toContain(
      'Markov: intervals are over prompts and over the 20 seeds. TL;DR, Sentiment, Dialog: intervals are over prompts and seeds, which are 5, 8,',
    );
  });

  it('are no more where every ordering is decided', () => {
    // By the judge, which the shares do not move, everything is level at once: all answers are the gold response's.
    const judged = outcomesWith(({ config }) => (config.method === 'brain' ? 1 : 0));
    const claims = table1.result(judged, sequential).claims;
    expect(
      claims.filter(({ text }) => text.includes('training reward')).map(({ verdict }) => verdict),
    ).toEqual(['reproduced', 'reproduced', 'reproduced']);
    const { seeds, rounds } = seedsUntilDecided(judged);
    expect(seeds).toEqual({ brain: 5, dpo: 5, 'dpo-sft': 5, rso: 5 });
    expect(rounds).toEqual([20]);
  });

  it('are more of those alone that an undecided ordering compares', () => {
    // BRAIn and RSO are equal but differ by seed either way; the others lose all.
    const outcomes = outcomesWith(({ config: { method, seed } }) => {
      if (method === 'rso') return seed % 2 === 0 ? 1 : 0.5;
      return method === 'brain' ? 0.75 : 0;
    });
    const { seeds, rounds, known } = seedsUntilDecided(outcomes);
    expect(seeds).toEqual({ brain: 20, dpo: 5, 'dpo-sft': 5, rso: 20 });
    expect(rounds).toEqual([20, 6, 8, 16]);
    // The same again asks for nothing, and the verdicts are those of the looks that decided them.
    const verdictOf = (some: ReadonlyMap<string, RunOutcome>, method: string) =>
      table1
        .result(some, sequential)
        .claims.find(
          ({ text }) => text.startsWith(`BRAIn is above ${method} (`) && text.includes('training'),
        )!;
    expect(verdictOf(known, 'DPO').verdict).toBe('reproduced');
    expect(verdictOf(known, 'DPO').measured).toContain('over 5 seeds');
    expect(verdictOf(known, 'RSO').verdict).toBe('undecided');
    // More runs than were asked for do not move a decided ordering.
    expect(verdictOf(outcomes, 'DPO').measured).toContain('over 5 seeds');
  });
});
