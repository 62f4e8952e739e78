// The page's end of a reward model's training, in a worker of its own.
import type { RewardMessage, TrainReward } from './reward_protocol.ts';

export const trainRewardInWorker: TrainReward = (request, onMessage) => {
  const worker = new Worker(new URL('./reward_worker.ts', import.meta.url), {
    type: 'module',
    name: 'reward model',
  });
  let ended = false;
  const say = (message: RewardMessage) => {
    if (ended) return;
    if (message.type === 'made' || message.type === 'failed') {
      ended = true;
      worker.terminate();
    }
    onMessage(message);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<RewardMessage>) => say(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    say({ type: 'failed', message: `its worker stopped: ${event.message || 'unknown error'}` });
  });
  worker.postMessage(request);
  return {
    stop() {
      ended = true;
      worker.terminate();
    },
  };
};
