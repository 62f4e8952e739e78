// `npm run checksums`: the checksums of all shipped files, which the page verifies as it loads them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checksumOf } from '../src/formats/checksum.ts';
import { buildCpuEngine, cpuEngineFile } from './lib/cpu_engine.mjs';
import { root } from './lib/install.mjs';

export const checksumFile = join(root, 'src/formats/checksums.json');

/** By path, as the page asks for them. */
export function shippedChecksums(): Record<string, string> {
  const models = readdirSync(join(root, 'public/models'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = models.map((file): [string, string] => [
    file.slice(join(root, 'public/').length).replaceAll('\\', '/'),
    file,
  ]);
  return Object.fromEntries(
    [...files.sort(([a], [b]) => (a < b ? -1 : 1)), ['cpu/engine.wasm', cpuEngineFile]].map(
      ([path, file]) => [path, checksumOf(readFileSync(file))],
    ),
  );
}

export const checksumText = (): string => `${JSON.stringify(shippedChecksums(), null, 2)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await buildCpuEngine();
  writeFileSync(checksumFile, checksumText());
  console.error(`wrote ${checksumFile}`);
}
