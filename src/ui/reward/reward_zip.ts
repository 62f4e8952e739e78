// A reward model as the files a shipped one consists of.
import { strToU8, zipSync } from 'fflate';
import { writePrior } from '../../formats/prior.ts';
import type { OwnReward } from '../../store/reward_state.ts';
import type { TaskName } from '../../tasks/task.ts';

export function rewardZip(task: TaskName, { model, card }: OwnReward): Blob {
  const files = writePrior(model);
  const record = JSON.stringify({ task, ...card }, null, 2);
  const zip = zipSync({
    'config.json': strToU8(files.config),
    'model.safetensors': files.model,
    'card.json': strToU8(`${record}\n`),
  });
  return new Blob([zip], { type: 'application/zip' });
}
