import { describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../../scripts/lib/cpu_device.ts';
import { CpuModel } from '../../cpu/cpu_model.ts';
import { type ByteSource, sourceOfBytes } from '../../formats/byte_source.ts';
import { checksumOf } from '../../formats/checksum.ts';
import { importModel } from '../../formats/hugging_face/import_model.ts';
import { tokenBatch } from '../../model/batch.ts';
import type { TrainedModel } from '../../model/extend.ts';
import { Stream } from '../../random/stream.ts';
import type { SftState, SupervisedTraining } from '../../training/sft/sft.ts';
import type { DataRow } from '../data/row.ts';
import { fineTune, type SftProgress } from './fine_tune.ts';
import { type SftRequest, usualNumbers, WEIGHT_DECAY } from './sft_request.ts';

const device = await openCpuDevice(1);
const createModel = async ({ config, parameters }: TrainedModel) => new CpuModel(device, config, parameters);

const animals = ['fox', 'owl', 'hen', 'mole'];
const places = ['hill', 'pond', 'barn', 'mill'];
const rows: readonly DataRow[] = Array.from({ length: 200 }, (_, i) => {
  const stream = Stream.fromSeed(i);
  const [animal, place] = [stream.pick(animals), stream.pick(places)];
  const prompt = `\n\nHuman: Where is the ${animal} of the ${place}? Case ${i}.\n\nAssistant:`;
  return { kind: 'sft', place: i + 1, prompt, completion: ` The ${animal} is at the ${place}.` };
});

const request: SftRequest<ByteSource> = {
  rows,
  unit: 'line',
  start: { kind: 'scratch', shape: 'small', vocabSize: 320 },
  length: 64,
  newTokens: 12,
  tooLong: 'skip',
  settings: { ...usualNumbers, weightDecay: WEIGHT_DECAY, steps: 24, evaluateEvery: 12, rowsPerBatch: 8 },
};

async function run(changes: Partial<SftRequest<ByteSource>> = {}, state?: SftState, stopAt = Infinity) {
  const told: SftProgress[] = [];
  let training: Pick<SupervisedTraining, 'stop' | 'save'> | undefined;
  let saved: SftState | undefined;
  const made = await fineTune(
    { ...request, ...changes },
    {
      createModel,
      state,
      onTraining: (begun) => {
        training = begun;
      },
      async tell(progress) {
        told.push(progress);
        if (progress.kind !== 'step' || progress.step !== stopAt) return;
        saved = structuredClone(await training!.save());
        training!.stop();
      },
    },
  );
  return { made, told, saved };
}

const filesOf = (files: readonly { readonly name: string; readonly bytes: Uint8Array }[]) =>
  files.map(({ name, bytes }) => sourceOfBytes(name, bytes));

const sumsOf = (files: Awaited<ReturnType<typeof fineTune>>['files']) =>
  Object.fromEntries(files.map(({ name, bytes }) => [name, checksumOf(bytes)]));

const scratch = await run();

describe('supervised training of own data', () => {
  it('tells all of it in order, and writes a folder that is read again', async () => {
    const { made, told } = scratch;
    expect([...new Set(told.map(({ kind }) => kind))].filter((kind) => kind !== 'vocabulary')).toEqual([
      'encoding',
      'ready',
      'evaluation',
      'step',
    ]);
    const ready = told.find((progress) => progress.kind === 'ready');
    expect(ready?.notes[0]).toBe('200 of 200 lines fit 64 tokens.');
    const losses = told.flatMap((progress) =>
      progress.kind === 'evaluation' ? [progress.validationLoss!] : [],
    );
    expect(losses).toHaveLength(3);
    expect(losses[2]).toBeLessThan(losses[0] / 2);
    expect(made.lowest).toEqual({ step: 24, validationLoss: losses[2] });
    const model = await importModel(filesOf(made.files));
    if ('problems' in model) throw new Error(model.problems[0].message);
    const { tokenizer, config, parameters } = model;
    expect(tokenizer.decode(tokenizer.encode(rows[0].kind === 'sft' ? rows[0].prompt : ''))).toContain(
      'Case 0.',
    );
    // What is read again knows the answers as well as what was trained.
    const examples = rows.slice(0, 16).map((row) => {
      if (row.kind !== 'sft') throw new Error('not a row of this test');
      return {
        prompt: [...tokenizer.promptStart, ...tokenizer.encode(row.prompt)],
        completion: [...tokenizer.encodeContinuation(row.completion), tokenizer.eos],
      };
    });
    const batch = tokenBatch(examples, 64, 32, tokenizer.pad);
    const logProbs = await (await createModel({ config, parameters })).logProbs(batch);
    const tokens = batch.scored.reduce((sum, scored) => sum + scored, 0);
    expect(-logProbs.reduce((sum, value) => sum + value, 0) / tokens).toBeLessThan(losses[2] + 0.3);
  });

  it('shows samples that go on from held-out prompts', () => {
    const last = scratch.told.findLast((progress) => progress.kind === 'evaluation');
    expect(last?.samples).toHaveLength(3);
    for (const { prompt, text } of last!.samples) {
      expect(prompt).toMatch(/^\n\nHuman: Where is the/);
      expect(text).not.toBe('');
    }
  });

  it('goes on from what was saved when it was stopped, to the same bytes', async () => {
    const { made, saved } = await run({}, undefined, 15);
    expect(made.steps).toBe(15);
    const { made: resumed } = await run({}, saved);
    expect(sumsOf(resumed.files)).toEqual(sumsOf(scratch.made.files));
    expect(resumed.lowest).toEqual(scratch.made.lowest);
  });

  it('trains adapters on a folder, and merges them into what it writes', async () => {
    const lora = { rank: 2, alpha: 4, reach: 'attention' } as const;
    const { made, told } = await run({ start: { kind: 'model', files: filesOf(scratch.made.files), lora } });
    expect(told.find((progress) => progress.kind === 'ready')?.parameters).toBe(2 * (2 * 64 + 2 * 192));
    expect(made.lowest!.validationLoss).toBeLessThan(scratch.made.lowest!.validationLoss);
    const [before, after] = [sumsOf(scratch.made.files), sumsOf(made.files)];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(after['model.safetensors']).not.toBe(before['model.safetensors']);
    expect(after['config.json']).toBe(before['config.json']);
  });

  it('trains a new model with a tokenizer that is given', async () => {
    const tokenizer = filesOf(scratch.made.files).filter(({ name }) => name.startsWith('tokenizer'));
    const settings = { ...request.settings, steps: 1 };
    const { made } = await run({
      settings,
      start: { kind: 'scratch', shape: 'small', vocabSize: 999, tokenizer },
    });
    const textOf = (files: typeof made.files) =>
      new TextDecoder().decode(files.find(({ name }) => name === 'tokenizer.json')!.bytes);
    expect(textOf(made.files)).toBe(textOf(scratch.made.files));
  });

  it('learns a corpus, and begins its samples where a document begins', async () => {
    const corpus = rows.map((row) => ({
      kind: 'corpus' as const,
      place: row.place,
      text: `Note ${row.place}.`,
    }));
    const settings = { ...request.settings, steps: 2 };
    const { told } = await run({ rows: corpus, unit: 'document', settings, length: 32 });
    expect(told.find((progress) => progress.kind === 'ready')?.notes).toEqual([
      expect.stringMatching(/^\d+ chunks of 32 tokens to train on, \d+ held out\.$/),
    ]);
    const evaluation = told.find((progress) => progress.kind === 'evaluation');
    expect(evaluation?.samples.map(({ prompt }) => prompt)).toEqual(['', '', '']);
  });

  it('refuses what nothing can be learnt from', async () => {
    await expect(run({ rows: [{ kind: 'prompt', place: 1, prompt: 'a' }] })).rejects.toThrow(
      'prompts without answers',
    );
    await expect(run({ length: 8 })).rejects.toThrow('no rows to train on (expected at least one that fits)');
    const files = filesOf(scratch.made.files);
    await expect(run({ start: { kind: 'model', files: files.slice(1) } })).rejects.toThrow(
      'config.json is missing',
    );
  });
});
