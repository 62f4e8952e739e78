// The experiments by id, in the order in which they are shown and run.
import { bestOfNFrontier } from './best_of_n_frontier.ts';
import type { Experiment, ExperimentId } from './experiment.ts';
import { figure2 } from './figure2.ts';
import { figure3 } from './figure3.ts';
import { figure4 } from './figure4.ts';
import { klEstimators } from './kl_estimators.ts';
import { rewardHacking } from './reward_hacking.ts';
import { table1 } from './table1.ts';
import { table2 } from './table2.ts';
import { table3 } from './table3.ts';
import { table4 } from './table4.ts';

export const experiments: Readonly<Record<ExperimentId, Experiment>> = {
  table1,
  table2,
  figure2,
  figure3,
  table3,
  table4,
  figure4,
  'reward-hacking': rewardHacking,
  'kl-estimators': klEstimators,
  'best-of-n': bestOfNFrontier,
};
