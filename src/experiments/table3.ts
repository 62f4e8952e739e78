// Table 3: what the self-normalised baseline is worth.
import type { MethodName } from '../config/methods.ts';
import type { Experiment } from './experiment.ts';
import { requestsOf } from './scale.ts';
import { staleness, stalenessRequests } from './staleness.ts';
import { comparedRun, comparedTasks } from './table1.ts';
import { byReward, type PaperNumbers, winRateClaims, winRateRows, winRateTable } from './win_rate_table.ts';

const METHODS: readonly MethodName[] = [
  'brain',
  'brain-without-self-normalisation',
  'brain-without-baseline',
];

const paper: PaperNumbers = {
  tldr: {
    'training reward': {
      brain: 95.2,
      'brain-without-self-normalisation': 61.4,
      'brain-without-baseline': 61.1,
    },
  },
  dialog: {
    'training reward': {
      brain: 95.4,
      'brain-without-self-normalisation': 59.1,
      'brain-without-baseline': 58.3,
    },
  },
};

export const table3: Experiment = {
  id: 'table3',
  title: 'Table 3',
  subject: 'The role of the self-normalised baseline',
  paper:
    'Without the self-normalisation of the baseline the win-rate falls by 34 to 36 points, and without a baseline by about as much.',
  expectation:
    'BRAIn first, but by little. With log-probs summed over tokens both ablations have one and the same expected gradient (the Exact page shows it); what parts them is their variance, which grows with the distance between proposal and policy. Short responses and a proposal that is refreshed every few steps keep the two together, so the figure below refreshes it less and less.',
  requests(scale) {
    const compared = comparedTasks(scale).flatMap((task) =>
      METHODS.flatMap((method) => requestsOf(scale, comparedRun(task, method))),
    );
    // The smallest size compares on strings anyway.
    const known = new Set(compared.map(({ key }) => key));
    return [...compared, ...stalenessRequests(scale, METHODS).filter(({ key }) => !known.has(key))];
  },
  result(outcomes, scale) {
    const rows = winRateRows({
      scale,
      outcomes,
      tasks: comparedTasks(scale),
      methods: METHODS,
      runOf: comparedRun,
      paper,
    });
    const claims = (below: MethodName) => winRateClaims(rows, 'brain', below, byReward);
    const stale = staleness(outcomes, scale, METHODS);
    return {
      tables: [winRateTable('Win-rate against the gold responses', rows, METHODS, scale)],
      figures: [stale.figure],
      claims: [
        ...claims('brain-without-self-normalisation'),
        ...claims('brain-without-baseline'),
        ...stale.claims,
      ],
    };
  },
};
