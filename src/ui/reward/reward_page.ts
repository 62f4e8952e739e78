// The page's reward models. They outlive the view, so a change of tab loses nothing.
import { RewardModels } from '../../store/reward_models.ts';
import { trainRewardInWorker } from '../../worker/reward_client.ts';

export const rewardModels = new RewardModels({
  base: document.baseURI,
  train: trainRewardInWorker,
  async fetchText(path) {
    const response = await fetch(new URL(path, document.baseURI));
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    // A server for single-page apps answers with the page where there is no file.
    const isFile = response.ok && !text.trimStart().startsWith('<');
    if (isFile) (await import('../../formats/checksum.ts')).checkFile(path, bytes);
    return { status: response.status, text };
  },
});
