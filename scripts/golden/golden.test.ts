// Golden trajectories: thirty steps of every method on strings and ten on tldr, on the CPU engine, bit-equal to the
// recorded ones. An intended change of them is named in its commit, which records them again: `npm run golden`.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { METHOD_NAMES } from '../../src/objectives/index.ts';
import { recordTrajectories } from './record.ts';

it.each(METHOD_NAMES)('%s takes the steps that were recorded', async (method) => {
  const file = new URL(`${method}.json`, import.meta.url);
  expect(await recordTrajectories(method)).toEqual(JSON.parse(await readFile(file, 'utf8')));
});
