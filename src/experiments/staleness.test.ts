import { expect, it } from 'vitest';
import type { RunOutcome, RunRequest } from './run_outcome.ts';
import { scaleOf } from './scale.ts';
import { staleness, stalenessRequests } from './staleness.ts';

const METHODS = ['brain', 'brain-without-baseline'] as const;
const scale = scaleOf('full', 3);
const requests = stalenessRequests(scale, METHODS);

const ended = (request: RunRequest, klPosteriorPolicy: number): [string, RunOutcome] => [
  request.key,
  { ...request, exact: [{ step: 1, kl: 0, reward: 0, klPosteriorPolicy }] } as unknown as RunOutcome,
];
const claimOf = (divergence: (request: RunRequest) => number) =>
  staleness(new Map(requests.map((request) => ended(request, divergence(request)))), scale, METHODS)
    .claims[0];

it('spends the same steps and the same samples, whatever the number of rounds', () => {
  const spent = requests.map(({ config }) => [
    config.rounds * config.stepsPerRound,
    config.rounds * config.promptsPerRound,
    config.samplesPerPrompt,
  ]);
  for (const budget of spent) expect(budget).toEqual(spent[0]);
  expect(new Set(requests.map(({ config }) => config.rounds))).toEqual(new Set([20, 4, 1]));
});

it('compares seed by seed where the proposal is the prior throughout', () => {
  const isBrain = ({ config }: RunRequest) => config.method === 'brain';
  const never = ({ config }: RunRequest) => config.rounds === 1;
  // Only the runs of one round count: the others say the opposite.
  expect(claimOf((request) => (isBrain(request) === never(request) ? 0.1 : 0.3))).toMatchObject({
    verdict: 'reproduced',
    measured: '0.100 against 0.300 nats, apart by 0.200 (± 0.000 over 3 seeds)',
  });
  expect(claimOf((request) => (isBrain(request) ? 0.3 : 0.1)).verdict).toBe('contradicted');
  // Gaps of 0.1, -0.1 and 0.1: 0.033 ± 0.287.
  const oneSeed = ({ config }: RunRequest) => config.seed === 2;
  expect(claimOf((request) => (isBrain(request) === oneSeed(request) ? 0.3 : 0.2)).verdict).toBe('undecided');
  // One seed, however clear.
  const single = scaleOf('full', 1);
  const ends = stalenessRequests(single, METHODS).map((request) =>
    ended(request, isBrain(request) ? 0.1 : 9),
  );
  expect(staleness(new Map(ends), single, METHODS).claims[0]).toMatchObject({
    verdict: 'undecided',
    measured: '0.100 against 9.000 nats, apart by 8.900 (one seed: no error known)',
  });
  expect(staleness(new Map(), scale, METHODS).claims[0].verdict).toBe('waiting');
});
