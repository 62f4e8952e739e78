// Client of a reward model's training, in a separate worker.
import { askOnce } from './request.ts';
import type { TrainReward } from './reward_protocol.ts';

export const trainRewardInWorker: TrainReward = (request, onReply) =>
  askOnce(
    new Worker(new URL('./reward_worker.ts', import.meta.url), { type: 'module', name: 'reward model' }),
    request,
    onReply,
  );
