// Fetches the models that are served beside the page.
import { modelFolder, readPrior } from '../formats/prior.ts';
import type { LoadModel } from '../session/model_files.ts';

/** @param base URL of the page's files. */
export const shippedModels =
  (base: string): LoadModel =>
  async (task, part) => {
    const file = async (name: string) => {
      const url = new URL(`models/${modelFolder(task, part)}/${name}`, base);
      const response = await fetch(url);
      if (response.status === 404 && part !== 'prior')
        throw new Error(
          `no reward model is shipped for ${task}: train one in the panel "Reward model", or train the policy on the gold reward`,
        );
      if (!response.ok)
        throw new Error(`Could not load ${url.pathname}: HTTP ${response.status}. Reload the page.`);
      return new Uint8Array(await response.arrayBuffer());
    };
    const [config, model] = await Promise.all([file('config.json'), file('model.safetensors')]);
    return readPrior(new TextDecoder().decode(config), model);
  };
