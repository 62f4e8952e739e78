// Table 3: what the self-normalised baseline is worth.
import type { MethodName } from '../config/methods.ts';
import type { Experiment } from './experiment.ts';
import { requestsOf } from './scale.ts';
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
    'BRAIn first. With log-probs summed over tokens both ablations have the same expected gradient (the Exact page shows it), so what parts them is their variance; a drop as large as the paper’s was not seen in small models, where a stale proposal or averaged log-probs are needed to part them at all.',
  requests: (scale) =>
    comparedTasks(scale).flatMap((task) =>
      METHODS.flatMap((method) => requestsOf(scale, comparedRun(task, method))),
    ),
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
    return {
      tables: [winRateTable('Win-rate against the gold responses', rows, METHODS)],
      figures: [],
      claims: [...claims('brain-without-self-normalisation'), ...claims('brain-without-baseline')],
    };
  },
};
