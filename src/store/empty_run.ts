// A run of which nothing has been told yet.
import type { RunConfig } from '../config/schema.ts';
import type { Run } from './page_state.ts';
import { emptyStepLog } from './step_log.ts';

export const emptyRun = (id: number, config: RunConfig): Run => ({
  id,
  config,
  changes: [],
  steps: emptyStepLog(),
  evaluations: [],
  bestFrontier: [],
  exactEvaluations: [],
  markovFigures: [],
  klReports: [],
  hidden: false,
  pinned: false,
});
