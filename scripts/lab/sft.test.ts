import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
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

  it.each([
    [[], 'no --data'],
    [['--data', 'absent.txt'], 'no --out'],
    [['--data', 'absent.txt', '--out', folder], 'invalid --data: absent.txt (expected a file)'],
    [['--data', data, '--out', folder, '--lora-rank', '2'], '--lora-rank without --model'],
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
