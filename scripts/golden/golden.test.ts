// Golden trajectories: thirty steps of every method on strings and ten on tldr, on WASM, bit for bit as they were
// recorded. A change that is meant to change them says so and records them anew: `npm run golden`.

import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { METHOD_NAMES } from '../../src/objectives/index.ts';
import { recordTrajectory } from './record.ts';

it.each(METHOD_NAMES)('%s takes the steps that were recorded', async (method) => {
  const file = new URL(`${method}.json`, import.meta.url);
  const trajectories = {
    strings: await recordTrajectory('strings', method),
    tldr: await recordTrajectory('tldr', method),
  };
  // A mode given to Vitest does not reach its projects; npm's own variable does.
  if (process.env.npm_lifecycle_event === 'golden')
    await writeFile(file, `${JSON.stringify(trajectories, undefined, 2)}\n`);
  expect(trajectories).toEqual(JSON.parse(await readFile(file, 'utf8')));
});
