// Tests the worker that trains on a visitor's data, and the one that reads them, in a real browser.
import { expect, it } from 'vitest';
import { sourceOfBytes } from '../formats/byte_source.ts';
import { importModel } from '../formats/hugging_face/import_model.ts';
import type { DataReading } from '../own/data/read_data.ts';
import { type SftRequest, usualNumbers, WEIGHT_DECAY } from '../own/sft/sft_request.ts';
import { readDataInWorker } from './own_data_client.ts';
import { settling } from './request.ts';
import { measureLengthsInWorker, trainSftOn } from './sft_client.ts';
import type { NamedBlob, SftNews, SftResult } from './sft_protocol.ts';

const lines = Array.from({ length: 60 }, (_, i) =>
  JSON.stringify({ prompt: `Note ${i}:`, completion: ` no. ${i}` }),
);

const gzipped = (text: string): Promise<Blob> =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();

const read = async (name: string, blob: Blob): Promise<DataReading> =>
  new Promise((resolve, reject) => {
    readDataInWorker(
      { name, blob },
      settling(resolve, reject, () => {}),
    );
  });

async function requestOf(steps: number): Promise<SftRequest<NamedBlob>> {
  const reading = await read('notes.jsonl.gz', await gzipped(lines.join('\n')));
  if ('refusal' in reading) throw new Error(reading.refusal);
  return {
    rows: reading.rows,
    unit: reading.report.unit,
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
  };
}

it.each(['cpu', 'webgpu'] as const)('reads a file, trains on it, and gives a folder: %s', async (backend) => {
  const news: SftNews[] = [];
  const request = await requestOf(6);
  const made = await new Promise<SftResult>((resolve, reject) => {
    trainSftOn(backend)(
      request,
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
  const request = await requestOf(100_000);
  let result: SftResult | undefined;
  const run = trainSftOn('cpu')(request, (reply) => {
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

it('says how long rows are, and in a sentence what is wrong with a file', async () => {
  const request = await requestOf(1);
  const lengths = await new Promise((resolve, reject) => {
    measureLengthsInWorker(
      request,
      settling(resolve, reject, () => {}),
    );
  });
  expect(lengths).toMatchObject({ measured: 60, of: 60, shares: [{ length: 64, share: 1 }, {}, {}, {}] });
  await expect(read('table.csv', new Blob(['a']))).rejects.toThrow('invalid file table.csv');
});
