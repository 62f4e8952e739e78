// The worker in a real browser: same numbers as in place, and the latest request wins.
import { afterEach, expect, it } from 'vitest';
import { runGaussian } from '../gaussian/experiment.ts';
import { gaussianDefaults } from '../gaussian/settings.ts';
import { createGaussianClient, type GaussianClient } from './gaussian_client.ts';
import type { GaussianReply } from './gaussian_worker.ts';

let client: GaussianClient | undefined;
afterEach(() => client?.dispose());

/** All replies up to the first that is not progress. */
function open(): { readonly replies: GaussianReply[]; readonly settled: Promise<GaussianReply> } {
  const replies: GaussianReply[] = [];
  const settled = new Promise<GaussianReply>((resolve) => {
    client = createGaussianClient((reply) => {
      replies.push(reply);
      if (reply.type !== 'progress') resolve(reply);
    });
  });
  return { replies, settled };
}

it('answers with the same numbers as in place', async () => {
  const { settled } = open();
  client?.request(gaussianDefaults);
  expect(await settled).toMatchObject({ type: 'result', result: runGaussian(gaussianDefaults) });
});

it('drops a long request for a newer one', async () => {
  const { replies, settled } = open();
  const small = { ...gaussianDefaults, repeats: 50 };
  client?.request({ ...gaussianDefaults, samples: 256, repeats: 1_000_000 });
  await expect.poll(() => replies.length).toBeGreaterThan(0);
  client?.request(small);
  expect(await settled).toMatchObject({ type: 'result', id: 2, options: small });
});

it('says what is wrong with a request', async () => {
  const { settled } = open();
  client?.request({ ...gaussianDefaults, samples: 0 });
  expect(await settled).toMatchObject({ type: 'problem', message: 'invalid samples: 0 (expected 2..256)' });
});
