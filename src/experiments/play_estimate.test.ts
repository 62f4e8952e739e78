import { describe, expect, it } from 'vitest';
import { EXPERIMENT_IDS } from './experiment.ts';
import { experiments } from './index.ts';
import { madeUpOutcomes } from './made_up_outcomes.ts';
import { playEstimate } from './play_estimate.ts';
import { costOf, speedsOf } from './run_cost.ts';
import { scaleOf } from './scale.ts';

const scale = scaleOf('markov');
const keysById = new Map(
  EXPERIMENT_IDS.map((id) => [id, new Set(experiments[id].requests(scale).map(({ key }) => key))]),
);
const options = { id: 'table1', keysById, speeds: () => 1e-6, concurrency: 1 } as const;
const requests = experiments.table1.requests(scale);

describe('playEstimate', () => {
  it('counts all runs as missing, and their passes as time', () => {
    const { wanted, missing, seconds } = playEstimate(requests, { ...options, isKnown: () => false });
    expect([wanted, missing]).toEqual([requests.length, requests.length]);
    expect(seconds).toBeCloseTo(1e-6 * requests.reduce((sum, run) => sum + costOf(run), 0), 9);
    const twoAtATime = playEstimate(requests, { ...options, concurrency: 2, isKnown: () => false });
    expect(twoAtATime.seconds).toBeCloseTo(seconds / 2, 9);
  });

  it('costs nothing where all is known, and one run where one is missing, whatever runs at a time', () => {
    expect(playEstimate(requests, { ...options, isKnown: () => true })).toMatchObject({
      missing: 0,
      seconds: 0,
    });
    const isKnown = (key: string) => key !== requests[0].key;
    const one = playEstimate(requests, { ...options, concurrency: 4, isKnown });
    expect(one.missing).toBe(1);
    expect(one.seconds).toBeCloseTo(1e-6 * costOf(requests[0]), 9);
  });

  it('goes by a recorded machine where no run is known, and says so', () => {
    const isKnown = () => false;
    const recorded = playEstimate(requests, { ...options, isKnown, speeds: () => undefined });
    expect(recorded.isMeasured).toBe(false);
    expect(recorded.seconds).toBeCloseTo(15 * playEstimate(requests, { ...options, isKnown }).seconds, 6);
    expect(playEstimate(requests, { ...options, isKnown }).isMeasured).toBe(true);
  });

  it('names the experiments that want the same runs, and never itself', () => {
    const [first, second, third] = requests;
    const sharing = playEstimate([first, second, third], {
      ...options,
      isKnown: () => false,
      keysById: new Map([
        ['table1', new Set([first.key, second.key, third.key])],
        ['figure4', new Set(['other'])],
        ['table4', new Set([first.key])],
        ['table2', new Set([first.key, second.key])],
      ]),
    });
    expect(sharing).toMatchObject({ shared: 2, sharedWith: ['table2', 'table4'] });
  });
});

it('the speed of runs is their seconds over their passes, on their task first', () => {
  const ofTask = (task: 'smoke' | 'markov') => [...madeUpOutcomes(['table1'], scaleOf(task)).values()];
  const [strings, markov] = [ofTask('smoke'), ofTask('markov')];
  const passesOf = (runs: typeof strings) =>
    runs.reduce(
      (sum, { key, config, test }) =>
        sum + costOf({ key, config, testAnswers: test.length, frontier: false }),
      0,
    );
  // Each made-up run took a second.
  const speeds = speedsOf([...strings, ...markov]);
  expect(speeds('strings')).toBeCloseTo(strings.length / passesOf(strings), 12);
  expect(speeds('markov')).toBeCloseTo(markov.length / passesOf(markov), 12);
  const all = (strings.length + markov.length) / (passesOf(strings) + passesOf(markov));
  expect(speeds('tldr')).toBeCloseTo(all, 12);
  expect(speedsOf([])('tldr')).toBeUndefined();
});
