// Runs the session in this process: tfjs on WASM or plain JavaScript, shipped priors from disk.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFolder, readPrior } from '../../src/formats/prior.ts';
import type { LoadModel } from '../../src/session/model_files.ts';
import { Session } from '../../src/session/session.ts';
import { machineShards } from '../lib/cpu_device.ts';
import { root } from '../lib/install.mjs';
import { nodeBackendsOn } from '../lib/node_backends.ts';
import type { Connect } from './drive.ts';

export const loadModel: LoadModel = async (task, part) => {
  const folder = join(root, 'public/models', modelFolder(task, part));
  const [config, model] = await Promise.all([
    readFile(join(folder, 'config.json'), 'utf8'),
    readFile(join(folder, 'model.safetensors')),
  ]);
  return readPrior(config, model);
};

export const connectInNode: Connect = async (onEvent, onLost) => {
  const session = new Session({ emit: onEvent, backends: nodeBackendsOn(machineShards()), loadModel });
  session.serve().catch(onLost);
  // A waiting session does not keep the process alive, so there is nothing to close.
  return { send: (command) => session.send(command), close: async () => {} };
};
