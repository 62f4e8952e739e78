// `npm run golden -- ipo`: records the golden trajectories of the named methods again; without a name, of all.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { METHOD_NAMES } from '../src/objectives/index.ts';
import { recordTrajectories } from './golden/record.ts';
import { root } from './lib/install.mjs';

const named = process.argv.slice(2);
const unknown = named.filter((name) => !METHOD_NAMES.some((method) => method === name));
if (unknown.length > 0) {
  console.error(`unknown method: ${unknown.join(', ')} (expected ${METHOD_NAMES.join(', ')})`);
  process.exit(2);
}
const files: string[] = [];
for (const method of METHOD_NAMES.filter((name) => named.length === 0 || named.includes(name))) {
  const file = join(root, `scripts/golden/${method}.json`);
  writeFileSync(file, JSON.stringify(await recordTrajectories(method), undefined, 2));
  files.push(file);
}
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
execFileSync(process.execPath, [biome, 'format', '--write', ...files], { cwd: root, stdio: 'inherit' });
