// The page's reward models. They outlive the view, so a change of tab loses nothing.
import { RewardModels } from '../../store/reward_models.ts';
import { trainRewardInWorker } from '../../worker/reward_client.ts';

export const rewardModels = new RewardModels({
  base: document.baseURI,
  train: trainRewardInWorker,
  async fetchText(path) {
    const response = await fetch(new URL(path, document.baseURI));
    return { status: response.status, text: await response.text() };
  },
});
