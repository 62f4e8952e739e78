// The folder of a command's runs: a file a run, made with this version and the models as they are now.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutcomeStore } from '../../src/experiments/run_queue.ts';
import { root } from '../lib/install.mjs';
import { folderStore } from './folder_store.ts';
import { checkStamp, modelStamp, taskStamp } from './model_stamp.ts';

export interface RunFolder {
  readonly version: string;
  readonly store: OutcomeStore;
}

/** Throws if the folder's runs were made with other models. */
export function openRunFolder(out: string): RunFolder {
  const stamp = modelStamp(join(root, 'public/models'));
  checkStamp(out, stamp);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const modelsOf = (task: string) => taskStamp(stamp, task);
  return { version, store: folderStore(join(out, 'runs'), { version, modelsOf }) };
}
