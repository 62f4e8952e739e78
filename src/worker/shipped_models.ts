// Fetches the models that are served beside the page.
import { modelFolder, readPrior } from '../formats/prior.ts';
import type { LoadModel } from '../session/model_files.ts';
import { shippedFile } from './shipped_file.ts';

/** @param base URL of the page's files. */
export const shippedModels =
  (base: string): LoadModel =>
  async (task, part) => {
    const file = async (name: string) => {
      const path = `models/${modelFolder(task, part)}/${name}`;
      const url = new URL(path, base);
      return shippedFile({
        url,
        path,
        awaited: { missing: `The model file ${url.pathname} has not arrived` },
        checkStatus({ ok, status }) {
          if (status === 404 && part !== 'prior')
            throw new Error(
              `no reward model is shipped for ${task}: train one in the panel "Reward model", or train the policy on the gold reward`,
            );
          if (!ok) throw new Error(`Could not load ${url.pathname}: HTTP ${status}. Reload the page.`);
        },
      });
    };
    const [config, model] = await Promise.all([file('config.json'), file('model.safetensors')]);
    return readPrior(new TextDecoder().decode(config), model, part === 'prior' ? 'prior' : 'reward');
  };
