// Tests the worker in a real browser: same numbers as on the main thread, and the latest request wins.
import { afterEach, expect, it } from 'vitest';
import { runGaussian } from '../gaussian/experiment.ts';
import { type GaussianOptions, gaussianDefaults } from '../gaussian/settings.ts';
import { type GaussianRequests, openGaussianWorker } from './gaussian_client.ts';
import type { GaussianAnswer } from './gaussian_worker.ts';
import type { Reply } from './request.ts';

let requests: GaussianRequests | undefined;
afterEach(() => requests?.stop());

function open() {
  const replies: Reply<number, GaussianAnswer>[] = [];
  const opened = openGaussianWorker();
  requests = opened;
  const ask = (options: GaussianOptions) => opened.ask(options, (reply) => replies.push(reply));
  const settled = () => expect.poll(() => replies.at(-1)?.type, { timeout: 60_000 });
  return { replies, ask, settled };
}

it('answers with the same numbers as in place', async () => {
  const { replies, ask, settled } = open();
  ask(gaussianDefaults);
  await settled().toBe('result');
  expect(replies.at(-1)).toMatchObject({
    result: { options: gaussianDefaults, result: runGaussian(gaussianDefaults) },
  });
});

it('drops a long request for a newer one', async () => {
  const { replies, ask, settled } = open();
  const small = { ...gaussianDefaults, repeats: 50 };
  ask({ ...gaussianDefaults, samples: 256, repeats: 1_000_000 });
  await expect.poll(() => replies.length).toBeGreaterThan(0);
  ask(small);
  await settled().toBe('result');
  expect(replies.at(-1)).toMatchObject({ result: { options: small } });
});

it('says what is wrong with a request', async () => {
  const { replies, ask, settled } = open();
  ask({ ...gaussianDefaults, samples: 0 });
  await settled().toBe('failed');
  expect(replies).toEqual([
    { type: 'failed', message: 'invalid samples: 0 (expected an integer in 2..256)' },
  ]);
});
