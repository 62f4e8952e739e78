// The fitting of a reward model to pairs as its panel shows it: what the worker's replies add up to.
import type { PairProgress } from '../../../../own/reward/pairs/fit_pairs.ts';
import type { PairFigures } from '../../../../own/reward/pairs/pair_training.ts';
import type { PairsResult } from '../../../../worker/pairs_protocol.ts';
import type { Reply } from '../../../../worker/request.ts';
import type { ChartSeries } from '../../../charts/chart_series.ts';
import { stepSeries } from '../../sft/sft_series.ts';

export interface PairsTraining {
  readonly status: 'running' | 'made' | 'failed';
  /** Steps at most. */
  readonly totalSteps: number;
  readonly steps: readonly PairFigures[];
  readonly heldOut: readonly PairFigures[];
  readonly notes: readonly string[];
  /** Why it failed; a sentence without a full stop. */
  readonly problem?: string;
  readonly result?: PairsResult;
}

export const begunPairs = (totalSteps: number): PairsTraining => ({
  status: 'running',
  totalSteps,
  steps: [],
  heldOut: [],
  notes: [],
});

export function withNews(training: PairsTraining, reply: Reply<PairProgress, PairsResult>): PairsTraining {
  if (reply.type === 'failed') return { ...training, status: 'failed', problem: reply.message };
  if (reply.type === 'result') return { ...training, status: 'made', result: reply.result };
  const { progress } = reply;
  if (progress.kind === 'ready') return { ...training, notes: progress.notes };
  const list = progress.kind === 'step' ? 'steps' : 'heldOut';
  return { ...training, [list]: [...training[list], progress] };
}

export const lossSeries = ({ steps, heldOut }: Pick<PairsTraining, 'steps' | 'heldOut'>): ChartSeries[] =>
  stepSeries(
    steps,
    heldOut.map(({ step, loss }) => ({ x: step, y: loss })),
  );
