// The event that says where a run stands.
import type { Training } from '../training/training.ts';
import type { RunStatus, WorkerEvent } from './protocol.ts';

export const statusEvent = (status: RunStatus, runId: number, training?: Training): WorkerEvent => ({
  type: 'status',
  runId,
  status,
  phase: training?.phase ?? 'sample',
  step: training?.progress.step ?? 0,
  round: training?.progress.round ?? 0,
  totalSteps: training?.progress.totalSteps ?? 0,
});
