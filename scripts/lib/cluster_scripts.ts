// The scripts that go with an exported run, from disk.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTER_SCRIPTS } from '../../src/own/export/cluster_scripts.ts';
import { root } from './install.mjs';

const folder = join(root, 'public/cluster');

export const clusterScripts = (): ReadonlyMap<string, string> =>
  new Map(CLUSTER_SCRIPTS.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
