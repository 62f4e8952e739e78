import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { importModel } from '../../src/formats/hugging_face/import_model.ts';
import { fixture } from '../lib/fixture_folder.ts';
import { root } from '../lib/install.mjs';
import { filesIn } from '../lib/model_folder.ts';
import { laboratory } from './laboratory.ts';

const folder = mkdtempSync(join(tmpdir(), 'sft-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function lab(...argv: readonly string[]) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await laboratory(
    ['sft', ...argv],
    (text) => printed.push(text),
    (text) => complaints.push(text),
  );
  return { code, printed, complaints };
}

const data = join(folder, 'notes.jsonl.gz');
const rows = Array.from({ length: 80 }, (_, i) =>
  JSON.stringify({ prompt: `Note ${i}:`, completion: ` number ${i}` }),
);
writeFileSync(data, gzipSync([...rows, JSON.stringify({ prompt: ' ', completion: ' x' })].join('\n')));
const small = ['--length', '24', '--vocab', '280', '--steps', '2', '--new-tokens', '4', '--quiet', '--json'];

describe('lab sft', () => {
  it('writes a folder that it can start from, with what was left out', async () => {
    const out = join(folder, 'prior');
    const first = await lab('--data', data, '--out', out, ...small);
    expect(first.complaints).toEqual([]);
    expect(first.code).toBe(0);
    expect(JSON.parse(first.printed[0])).toMatchObject({
      steps: 2,
      data: { format: 'completions', report: expect.stringContaining('80 of 81 lines used') },
    });
    expect(readFileSync(join(out, 'misfits.csv'), 'utf8')).toContain('81,the prompt is empty');
    const onward = join(folder, 'adapted');
    const second = await lab('--data', data, '--model', out, '--lora-rank', '2', '--out', onward, ...small);
    expect(second.complaints).toEqual([]);
    expect(existsSync(join(onward, 'model.safetensors'))).toBe(true);
  });

  it('merges an adapter into the model that it goes on from', async () => {
    const base = join(folder, 'base');
    mkdirSync(base);
    for (const [name, bytes] of fixture('gpt2')) writeFileSync(join(base, name), bytes);
    const adapter = join(root, 'src/model/fixtures/gpt2-lora');
    const named = join(folder, 'words.jsonl');
    writeFileSync(
      named,
      rows.map((_, i) => JSON.stringify({ prompt: 'w1', completion: ` w${i}` })).join('\n'),
    );
    const out = join(folder, 'onward');
    // A step so small that the weights are the merged ones.
    const step = [
      '--steps',
      '1',
      '--learning-rate',
      '1e-6',
      '--new-tokens',
      '4',
      '--length',
      '24',
      '--quiet',
    ];
    const { complaints } = await lab(
      '--data',
      named,
      '--model',
      base,
      '--adapter',
      adapter,
      '--out',
      out,
      ...step,
    );
    expect(complaints).toEqual([]);
    const weights = async (of: string, adapted?: string) => {
      const merged = adapted === undefined ? undefined : await filesIn(adapted);
      const model = await importModel(await filesIn(of), { runLength: 24, adapter: merged });
      if ('problems' in model) throw new Error(JSON.stringify(model.problems));
      return model.parameters.values;
    };
    const [before, merged, after] = [await weights(base), await weights(base, adapter), await weights(out)];
    const farthest = (from: Float32Array) => Math.max(...after.map((value, i) => Math.abs(value - from[i])));
    expect(farthest(merged)).toBeLessThan(5e-6);
    expect(farthest(before)).toBeGreaterThan(0.01);
  });

  it.each([
    [[], 'no --data'],
    [['--data', 'absent.txt'], 'no --out'],
    [['--data', 'absent.txt', '--out', folder], 'invalid --data: absent.txt (expected a file)'],
    [['--data', data, '--out', folder, '--lora-rank', '2'], '--lora-rank without --model'],
    [['--data', data, '--out', folder, '--adapter', folder], '--adapter without --model'],
    [
      ['--data', data, '--out', folder, '--model', folder, '--adapter', 'absent'],
      'invalid --adapter: absent (expected a folder)',
    ],
    [['--data', data, '--out', folder, '--model', 'absent'], 'invalid --model: absent (expected a folder)'],
    [
      ['--data', data, '--out', folder, '--vocab', '100'],
      'invalid --vocab: 100 (expected an integer 258..4096)',
    ],
  ])('refuses %j', async (argv, problem) => {
    const { code, complaints } = await lab(...argv);
    expect(code).toBe(2);
    expect(complaints[0]).toContain(problem);
  });
});
