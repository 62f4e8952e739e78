// Table 4: from DPO-sft to BRAIn, one restriction at a time.
import type { MethodName } from '../objectives/index.ts';
import { taskCards } from '../tasks/task.ts';
import { verdictOfGap } from './claims.ts';
import type { Claim, Experiment } from './experiment.ts';
import { requestsOf, type Scale, textTasks } from './scale.ts';
import { comparedRun } from './table1.ts';
import {
  type PaperNumbers,
  type WinRateRow,
  winRateClaims,
  winRateRows,
  winRateTable,
} from './win_rate_table.ts';

const BRIDGE: readonly MethodName[] = ['dpo-sft', 'dpo-sft-iw', 'dpo-sft-iw-n', 'brain'];
const bridgeTasks = (scale: Scale) => textTasks(scale, ['tldr', 'dialog']);

const paper: PaperNumbers = {
  dialog: {
    'training reward': { 'dpo-sft': 87.37, 'dpo-sft-iw': 89.21, 'dpo-sft-iw-n': 93.3, brain: 95.4 },
    judge: { 'dpo-sft': 66.78, 'dpo-sft-iw': 69.28, 'dpo-sft-iw-n': 73.89, brain: 74.36 },
  },
};

/** "The biggest gain comes by taking a softmax over all outputs": compares the middle step with the larger other step. */
function largestStep({ task, evaluator, cells, gap }: WinRateRow): Claim {
  const steps = BRIDGE.slice(1).map((method, i) => ({ to: method, from: BRIDGE[i] }));
  const gaps = steps.map(({ to, from }) => gap(to, from));
  const published = steps.map(({ to, from }) => {
    const [above, below] = [cells.get(to)!.paper, cells.get(from)!.paper];
    return above === undefined || below === undefined ? undefined : (above - below).toFixed(1);
  });
  const claim = {
    text: `The largest gain is that of all n samples (${taskCards[task].label}, ${evaluator})`,
    ...(published.every((step) => step !== undefined) && { paper: `gains of ${published.join(', ')}` }),
  };
  const [first, middle, last] = gaps;
  if (!first || !middle || !last) return { ...claim, measured: '?', verdict: 'waiting' };
  const next = last.mean > first.mean ? last : first;
  return {
    ...claim,
    measured: `gains of ${[first, middle, last].map(({ mean }) => (100 * mean).toFixed(1)).join(', ')}`,
    // Neighbouring steps share a method, so their errors are added. Independent steps would need less.
    verdict: verdictOfGap(middle.mean - next.mean, middle.error + next.error),
  };
}

export const table4: Experiment = {
  id: 'table4',
  title: 'Table 4',
  subject: 'Bridging the gap between DPO-sft and BRAIn',
  paper:
    'On Anthropic HH each relaxed restriction helps: softmax for argmax (+IW), all n samples for pairs (+IW+n), and a proposal that follows the policy (BRAIn). The largest gain is the second.',
  expectation:
    'A rising line within the intervals. The gain from all n samples is the one to look for; the last step matters the more the further the policy moves from the prior.',
  requests: (scale) =>
    bridgeTasks(scale).flatMap((task) =>
      BRIDGE.flatMap((method) => requestsOf(scale, comparedRun(task, method))),
    ),
  result(outcomes, scale) {
    const rows = winRateRows({
      scale,
      outcomes,
      tasks: bridgeTasks(scale),
      methods: BRIDGE,
      runOf: comparedRun,
      paper,
    });
    return {
      tables: [winRateTable('Win-rate against the gold responses', rows, BRIDGE, scale)],
      figures: [],
      claims: [
        ...BRIDGE.slice(1).flatMap((method, i) => winRateClaims(rows, method, BRIDGE[i])),
        ...rows.filter(({ claimed }) => claimed).map(largestStep),
      ],
    };
  },
};
