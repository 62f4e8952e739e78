// Runs one training in this process from load to finish, for commands that need many.
import type { RunConfig } from '../../src/config/schema.ts';
import type { Evaluation } from '../../src/experiments/run_outcome.ts';
import type { ExactEvaluation, WorkerEvent } from '../../src/session/protocol.ts';
import type { Connect } from './drive.ts';

export interface TrainedRun {
  readonly evaluations: readonly Evaluation[];
  /** Enumerated evaluations, as many as `evaluations`; empty without enumeration. */
  readonly exact: readonly ExactEvaluation[];
  /** Wall-clock time including evaluations. */
  readonly wallSeconds: number;
  readonly notices: readonly string[];
}

/** Rejects with the fault's message, or if the session is lost. */
export async function trainOnce(config: RunConfig, connect: Connect): Promise<TrainedRun> {
  const evaluations: Evaluation[] = [];
  const exact: ExactEvaluation[] = [];
  const notices: string[] = [];
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const receive = (event: WorkerEvent) => {
      if (event.type === 'evaluation') evaluations.push(event.evaluation);
      if (event.type === 'exact') exact.push(event.evaluation);
      if (event.type === 'notice') notices.push(event.message);
      if (event.type === 'fault') reject(new Error(event.message));
      if (event.type === 'status' && event.status === 'finished') resolve();
    };
    connect(receive, reject).then(({ send }) => {
      send({ type: 'load', config, runId: 1, backend: 'cpu' });
      send({ type: 'play' });
    }, reject);
  });
  return { evaluations, exact, wallSeconds: (performance.now() - began) / 1000, notices };
}

/** Reward, KL and the score E[r] - gamma KL(policy, prior), which the posterior maximises (Theorem 5.2). */
export function scoreOf({ evaluations, exact }: TrainedRun, { gamma }: RunConfig) {
  const last = evaluations[evaluations.length - 1];
  const enumerated = exact[exact.length - 1]?.metrics;
  const reward = enumerated?.expectedReward ?? last.reward.mean;
  const kl = enumerated?.klPolicyPrior ?? last.kl.mean;
  return { reward, kl, score: reward - gamma * kl, winRate: last.winRate.rate };
}
