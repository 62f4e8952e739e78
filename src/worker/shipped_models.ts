// Fetches the models that are served beside the page.

import { awaited } from '../event_loop/awaited.ts';
import { modelFolder, readPrior } from '../formats/prior.ts';
import type { LoadModel } from '../session/model_files.ts';

/** @param isAlive called with every part that arrives. */
async function bytesOf(response: Response, isAlive: () => void): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const reader = response.body!.getReader(); ; isAlive()) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @param base URL of the page's files. */
export const shippedModels =
  (base: string): LoadModel =>
  async (task, part) => {
    const file = async (name: string) => {
      const url = new URL(`models/${modelFolder(task, part)}/${name}`, base);
      const missing = `The model file ${url.pathname} has not arrived`;
      return awaited({ missing }, async (isAlive) => {
        const response = await fetch(url);
        if (response.status === 404 && part !== 'prior')
          throw new Error(
            `no reward model is shipped for ${task}: train one in the panel "Reward model", or train the policy on the gold reward`,
          );
        if (!response.ok)
          throw new Error(`Could not load ${url.pathname}: HTTP ${response.status}. Reload the page.`);
        return bytesOf(response, isAlive);
      });
    };
    const [config, model] = await Promise.all([file('config.json'), file('model.safetensors')]);
    return readPrior(new TextDecoder().decode(config), model);
  };
