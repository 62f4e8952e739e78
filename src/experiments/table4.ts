// Table 4: from DPO-sft to BRAIn, one restriction at a time.
import type { MethodName } from '../objectives/index.ts';
import { taskCards } from '../tasks/task.ts';
import { apartText, percentText } from './claims.ts';
import type { Claim, Experiment } from './experiment.ts';
import { requestsOf, type Scale, textTasks, uniqueRequests } from './scale.ts';
import { scaleGapFigures, scaleGapRequests } from './scale_gap.ts';
import { shortRun } from './table1.ts';
import {
  type PaperNumbers,
  type WinRateRow,
  winRateClaims,
  winRateRows,
  winRateTable,
} from './win_rate_table.ts';

const BRIDGE: readonly MethodName[] = ['dpo-sft', 'dpo-sft-iw', 'dpo-sft-iw-n', 'brain'];
const bridgeTasks = (scale: Scale) => textTasks(scale, ['tldr', 'sentiment']);

/** The paper's numbers are on Anthropic HH, which sentiment and markov stand for. */
const anthropicHh = {
  'training reward': { 'dpo-sft': 87.37, 'dpo-sft-iw': 89.21, 'dpo-sft-iw-n': 93.3, brain: 95.4 },
  judge: { 'dpo-sft': 66.78, 'dpo-sft-iw': 69.28, 'dpo-sft-iw-n': 73.89, brain: 74.36 },
};
const paper: PaperNumbers = { markov: anthropicHh, sentiment: anthropicHh };

/**
 * "The biggest gain comes by taking a softmax over all outputs". The middle step is compared with each of the other two,
 * by the variance of the difference. It has to be larger than both.
 */
function largestStep(row: WinRateRow): Claim {
  const { task, evaluator, cells } = row;
  const steps = BRIDGE.slice(1).map((method, i) => ({ to: method, from: BRIDGE[i] }));
  const published = steps.map(({ to, from }) => {
    const [above, below] = [cells.get(to)!.paper, cells.get(from)!.paper];
    return above === undefined || below === undefined ? undefined : (above - below).toFixed(1);
  });
  const claim = {
    text: `The largest gain is that of all n samples (${taskCards[task].label}, ${evaluator})`,
    ...(published.every((step) => step !== undefined) && { paper: `gains of ${published.join(', ')}` }),
    runs: row.keys(BRIDGE),
  };
  const [sft, iw, iwn, brain] = BRIDGE;
  const leads = [
    row.contrast([
      [iwn, 1],
      [iw, -2],
      [sft, 1],
    ]),
    row.contrast([
      [iwn, 2],
      [iw, -1],
      [brain, -1],
    ]),
  ];
  const [first, last] = leads;
  if (!first || !last) return { ...claim, measured: '?', verdict: 'waiting' };
  // Two leads may be decided at different looks: the gains are of the later one.
  const { seeds } = first.seeds.length > last.seeds.length ? first : last;
  const gains = steps.map(({ to, from }) => row.gap(to, from, { plan: { seeds } }));
  const verdicts = [first.verdict, last.verdict];
  return {
    ...claim,
    measured: `gains of ${gains.map((gain) => percentText(gain!.mean)).join(', ')}; from the first ${apartText(first)}, from the last ${apartText(last)}`,
    seeds,
    verdict:
      (['contradicted', 'undecided', 'level'] as const).find((verdict) => verdicts.includes(verdict)) ??
      'reproduced',
  };
}

export const table4: Experiment = {
  id: 'table4',
  title: 'Table 4',
  subject: 'Bridging the gap between DPO-sft and BRAIn',
  paper:
    'On Anthropic HH each lifted restriction helps. They are softmax for argmax (+IW), all n samples for pairs (+IW+n), and a proposal that follows the policy (BRAIn). The largest gain is the second.',
  expectation:
    'A rising line within the intervals. All columns have one scale: beta = gamma, the same learning rate, the same averages. Look for the gain from all n samples. The last step matters more the further the policy moves from the prior. The figure turns DPO-sft’s beta alone. A large beta is content with a small margin and stops early; a small one pushes on and on. The gap is then that of two scales, and not of two rules.',
  requests(scale) {
    const compared = bridgeTasks(scale).flatMap((task) =>
      BRIDGE.flatMap((method) => requestsOf(scale, shortRun(task, method))),
    );
    return uniqueRequests([...compared, ...scaleGapRequests(scale)]);
  },
  result(outcomes, scale) {
    const rows = winRateRows({
      scale,
      outcomes,
      tasks: bridgeTasks(scale),
      methods: BRIDGE,
      runOf: shortRun,
      paper,
    });
    return {
      tables: [winRateTable('Win-rate against the gold responses', rows, BRIDGE, scale)],
      figures: scaleGapFigures(outcomes, scale),
      claims: [
        ...BRIDGE.slice(1).flatMap((method, i) => winRateClaims(rows, method, BRIDGE[i])),
        ...rows.filter(({ claimed }) => claimed).map(largestStep),
      ],
    };
  },
};
