// The page's end of questions about a visitor's files, and of the reward that their runs are rated by.
import type { ResponseScorer } from '../own/reward/response_scorer.ts';
import type { RewardIdentity } from '../own/reward/reward_identity.ts';
import { answerCalls } from '../own/reward/reward_port.ts';
import type { OwnAnswers, OwnQuestion } from './own_protocol.ts';
import { openRequests, settling } from './request.ts';

export interface OwnClient {
  ask<Kind extends OwnQuestion['kind']>(
    question: Extract<OwnQuestion, { kind: Kind }>,
  ): Promise<OwnAnswers[Kind]>;
  stop(): void;
}

export function createOwnClient(): OwnClient {
  const requests = openRequests<OwnQuestion, never, OwnAnswers[keyof OwnAnswers]>(
    () => new Worker(new URL('./own_worker.ts', import.meta.url), { type: 'module', name: 'own files' }),
  );
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        requests.ask(
          question,
          settling(resolve as never, reject, () => {}),
          question.kind,
        );
      }),
    stop: requests.stop,
  };
}

/** What rates a run, and how it is opened. */
export interface OpenableReward {
  readonly identity: RewardIdentity;
  open(): ResponseScorer;
}

/** The reward in use, one for all workers: it answers one call after the other. */
let inUse: { readonly reward: OpenableReward; readonly scorer: ResponseScorer } | undefined;

const isSame = ({ kind, text }: RewardIdentity, other: RewardIdentity) =>
  kind === other.kind && text === other.text;

/** A port through which a worker asks for scores. Ports of a reward before it fail from now on. */
export function rewardPort(reward: OpenableReward): MessagePort {
  if (!inUse || !isSame(inUse.reward.identity, reward.identity)) {
    inUse?.scorer.close();
    inUse = { reward, scorer: reward.open() };
  }
  const { port1, port2 } = new MessageChannel();
  answerCalls(port1, inUse.scorer);
  return port2;
}
