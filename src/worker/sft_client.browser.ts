// Tests the worker that trains on a visitor's data, in a real browser.
import { expect, it } from 'vitest';
import { sourceOfBytes } from '../formats/byte_source.ts';
import { importModel } from '../formats/hugging_face/import_model.ts';
import type { Lengths } from '../own/sft/lengths.ts';
import { usualNumbers, WEIGHT_DECAY } from '../own/sft/sft_request.ts';
import { database, SFT } from '../storage/database.ts';
import { browserSft } from '../storage/kept_sft.ts';
import { settling } from './request.ts';
import { measureLengthsInWorker, trainSftOn } from './sft_client.ts';
import type { SftNews, SftPlan, SftResult } from './sft_protocol.ts';

const lines = Array.from({ length: 60 }, (_, i) =>
  JSON.stringify({ prompt: `Note ${i}:`, completion: ` no. ${i}` }),
);

const gzipped = (text: string): Promise<Blob> =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();

const planOf = async (steps: number): Promise<SftPlan> => ({
  data: { name: 'notes.jsonl.gz', blob: await gzipped(lines.join('\n')) },
  start: { kind: 'scratch', shape: 'small', vocabSize: 270 },
  length: 32,
  newTokens: 6,
  tooLong: 'skip',
  settings: {
    ...usualNumbers,
    weightDecay: WEIGHT_DECAY,
    steps,
    evaluateEvery: 5,
    rowsPerBatch: 4,
    patience: 0,
  },
});

const lengthsOf = (plan: SftPlan): Promise<Lengths> =>
  new Promise((resolve, reject) => {
    measureLengthsInWorker(
      plan,
      settling(resolve, reject, () => {}),
    );
  });

it.each(['cpu', 'webgpu'] as const)('reads a file, trains on it, and gives a folder: %s', async (backend) => {
  const news: SftNews[] = [];
  const plan = await planOf(6);
  const made = await new Promise<SftResult>((resolve, reject) => {
    trainSftOn(backend)(
      plan,
      settling(resolve, reject, (each) => news.push(each)),
    );
  });
  expect(news.flatMap((each) => (each.kind === 'steps' ? each.steps.map(({ step }) => step) : []))).toEqual([
    1, 2, 3, 4, 5, 6,
  ]);
  const losses = news.flatMap((each) => (each.kind === 'evaluation' ? [each.validationLoss!] : []));
  expect(losses).toHaveLength(3);
  expect(losses[2]).toBeLessThan(losses[0]);
  const model = await importModel(made.files.map(({ name, bytes }) => sourceOfBytes(name, bytes)));
  expect(model).toHaveProperty('parameters');
});

it('pauses between steps, goes on, and ends early with what it has', async () => {
  const steps: number[] = [];
  const plan = await planOf(100_000);
  let result: SftResult | undefined;
  const run = trainSftOn('cpu')(plan, (reply) => {
    if (reply.type === 'result') result = reply.result;
    if (reply.type === 'progress' && reply.progress.kind === 'steps')
      steps.push(...reply.progress.steps.map(({ step }) => step));
  });
  await expect.poll(() => steps.length).toBeGreaterThan(0);
  run.pause();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const atRest = steps.length;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(steps.length).toBe(atRest);
  run.resume();
  await expect.poll(() => steps.length).toBeGreaterThan(atRest);
  run.pause();
  run.stop();
  await expect.poll(() => result !== undefined).toBe(true);
  expect(result?.steps).toBe(steps.at(-1));
});

it('ends at once where it is stopped before it has begun', async () => {
  const plan = await planOf(100_000);
  const result = await new Promise<SftResult>((resolve, reject) => {
    trainSftOn('cpu')(
      plan,
      settling(resolve, reject, () => {}),
    ).stop();
  });
  expect(result.steps).toBe(0);
  expect(result.files.length).toBeGreaterThan(0);
});

it('says how long rows are, and in a sentence what is wrong with the data', async () => {
  const plan = await planOf(1);
  expect(await lengthsOf(plan)).toMatchObject({
    measured: 60,
    of: 60,
    shares: [{ length: 64, share: 1 }, {}, {}, {}],
  });
  const table = { name: 'table.csv', blob: new Blob(['a']) };
  await expect(lengthsOf({ ...plan, data: table })).rejects.toThrow('invalid file table.csv');
  const wrong = { name: 'wrong.jsonl', blob: new Blob([`${lines[0]}\n${lines[1]}\n{"prompt": 1}`]) };
  await expect(lengthsOf({ ...plan, data: wrong })).rejects.toThrow('Fewer than 90 % can be used');
});

it('goes on after its page has gone, to the same model, and refuses another file', async () => {
  const plan = await planOf(12);
  const whole = (goesOn: boolean, news: SftNews[] = [], of = plan) =>
    new Promise<SftResult>((resolve, reject) => {
      trainSftOn('cpu')(
        of,
        settling(resolve, reject, (each) => news.push(each)),
        goesOn,
      );
    });
  const once = await whole(false);
  await new Promise<void>((resolve, reject) => {
    const run = trainSftOn('cpu')(plan, (reply) => {
      if (reply.type === 'failed') reject(new Error(reply.message));
      if (reply.type !== 'progress' || reply.progress.kind !== 'kept' || reply.progress.step < 5) return;
      run.abandon();
      resolve();
    });
  });
  const other = { name: 'notes.jsonl.gz', blob: await gzipped(lines.slice(1).join('\n')) };
  await expect(whole(true, [], { ...plan, data: other })).rejects.toThrow(
    /^notes\.jsonl\.gz is another file: its fingerprint is .{12}… \(expected .{12}…, as the training began with\)$/,
  );
  const head = await browserSft().head();
  expect(head).toMatchObject({ step: 5, data: { name: 'notes.jsonl.gz' }, request: { length: 32 } });
  // As if the earlier page had worked for an hour.
  const db = await database();
  await db.put(SFT, { ...head, seconds: 3600 }, 'head');
  const news: SftNews[] = [];
  const again = await whole(true, news);
  expect(news.flatMap((each) => (each.kind === 'steps' ? each.steps.map(({ step }) => step) : []))).toEqual(
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
  expect(news.flatMap((each) => (each.kind === 'evaluation' ? [each.step] : []))).toEqual([0, 5, 10, 12]);
  expect(again.files).toEqual(once.files);
  expect(head?.seconds).toBeGreaterThan(0);
  expect(again.seconds).toBeGreaterThan(3600);
  await browserSft().remove();
  await expect(whole(true)).rejects.toThrow('no training is kept in this browser any more');
});
