import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkFile } from '../src/formats/checksum.ts';
import { checksumFile, checksumText } from './checksums.ts';
import { cpuEngineFile } from './lib/cpu_engine.mjs';

it('the page knows the checksum of every shipped file; if not, run `npm run checksums`', () => {
  expect(readFileSync(checksumFile, 'utf8')).toBe(checksumText());
});

it('takes a shipped file, and refuses it once a bit has changed', () => {
  const path = 'models/strings/model.safetensors';
  const bytes = new Uint8Array(readFileSync(`public/${path}`));
  checkFile(path, bytes);
  bytes[1000] ^= 1;
  expect(() => checkFile(path, bytes)).toThrow(/^invalid file models\/strings\/model.safetensors: SHA-256 /);
  checkFile('cpu/engine.wasm', new Uint8Array(readFileSync(cpuEngineFile)));
  for (const unknown of ['models/none/config.json', '__proto__', 'constructor'])
    expect(() => checkFile(unknown, bytes)).toThrow(/^invalid file .*no checksum/);
});
