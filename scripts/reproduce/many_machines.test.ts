import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scaleOf } from '../../src/experiments/scale.ts';
import { root } from '../lib/install.mjs';

const folder = mkdtempSync(join(tmpdir(), 'slurm-'));
afterAll(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'submitted');

/** What the script submits, by a stand-in that answers with job numbers. */
function submitted(...argv: string[]): string[] {
  writeFileSync(log, '');
  writeFileSync(
    join(folder, 'sbatch'),
    `#!/bin/bash\necho "$*" >> '${log}'\nwc -l < '${log}' | tr -d ' '\n`,
    { mode: 0o755 },
  );
  execFileSync(join(root, 'scripts/reproduce/slurm.sh'), [join(folder, 'out'), ...argv], {
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
  });
  return readFileSync(log, 'utf8').trim().split('\n');
}

test('a Slurm array computes each look after the one before, and then the report', () => {
  const jobs = submitted('6', 'table1', '--race', 'ppo,grpo');
  const { looks } = scaleOf('full', 'sequential');
  expect(jobs).toHaveLength(looks!.length + 1);
  for (const [i, look] of looks!.entries()) {
    expect(jobs[i]).toContain(`--job-name=brain-${look} --array=1-6 `);
    expect(jobs[i]).toMatch(
      /reproduce -- table1 --race ppo\\,grpo --out .* --shard \$SLURM_ARRAY_TASK_ID\/6$/,
    );
  }
  expect(jobs.map((job) => /afterany:(\d+)/.exec(job)?.[1])).toEqual([undefined, '1', '2', '3', '4']);
  expect(jobs.at(-1)).not.toContain('--shard');
  expect(submitted('2')[0]).toMatch(/reproduce -- --out /);
});

test('the matrix has as many machines as parts', () => {
  const workflow = readFileSync(join(root, 'scripts/reproduce/ci_matrix.yml'), 'utf8');
  const parts = /part: \[(.*)\]/.exec(workflow)![1].split(', ').map(Number);
  expect(parts).toEqual(parts.map((_, i) => i + 1));
  expect(workflow).toContain(`--shard \${{ matrix.part }}/${parts.length} `);
});
