// Real processes and real signals, as a terminal and a batch system send them.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { readRunFile } from '../src/storage/runs/file/read_run_file.ts';
import type { RunRecord } from './lab/recorder.ts';
import { root } from './lib/install.mjs';

const folder = mkdtempSync(join(tmpdir(), 'signals-'));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const { pid } of started) {
    try {
      process.kill(-pid!, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
  rmSync(folder, { recursive: true });
});

/** A command in a process group of its own, as a terminal starts it. No browser draws a picture. */
function start(script: string, ...argv: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...argv], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CHROME_PATH: join(folder, 'missing') },
  });
  started.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    pid: child.pid!,
    ended,
    said: () => said,
    /** Resolves when it has said this. */
    async says(pattern: RegExp) {
      while (!pattern.test(said)) {
        if (child.exitCode !== null) throw new Error(`it ended before it said ${pattern}: ${said}`);
        await wait(20);
      }
    },
  };
}

/** The processes that a process has started. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

/** Nobody may wait for an orphan that has ended, so a zombie counts as gone. */
function isGone(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

async function allGone(pids: readonly number[]): Promise<void> {
  while (!pids.every(isGone)) await wait(20);
}

/** Where the operating system tells who started whom. */
const onLinux = test.skipIf(process.platform !== 'linux');

/** Of user time, 100 a second: more than loading a child's code takes. */
const ENOUGH_TICKS = 250;

const TINY = ['--steps-per-round', '10', '--evaluation-interval', '10', '--evaluation-samples', '8'];
const LONG = [...TINY, '--rounds', '1000'];
const VALUES = Array.from({ length: 30 }, (_, i) => 1 + i);

test('Ctrl+C ends lab train after the unit under way, with what was measured', async () => {
  const out = join(folder, 'train');
  const run = start('lab', 'train', ...LONG, '--out', out);
  await run.says(/^step 10,/m);
  process.kill(run.pid, 'SIGINT');
  expect(await run.ended).toBe(130);
  expect(run.said()).toMatch(/^Ending after the unit under way\. Again: at once/m);
  const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunRecord;
  expect(record.interrupted).toBe(true);
  expect(record.fault).toBeUndefined();
  const { length: steps } = record.steps;
  expect(record.steps.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
  expect(steps).toBeGreaterThanOrEqual(10);
  expect(steps).toBeLessThan(10_000);
  expect(run.said()).toContain(`Stopped after step ${steps}; what was measured is written.`);
  expect(existsSync(join(out, 'metrics.csv'))).toBe(true);
  expect(run.said()).toContain(`It goes on with --resume ${join(out, 'run.zip')}.`);
  const { kept } = readRunFile(readFileSync(join(out, 'run.zip')));
  expect(kept).toMatchObject({ step: steps, status: 'paused' });
});

test('SIGTERM ends lab sweep after the runs under way, and the same command goes on', async () => {
  const out = join(folder, 'sweep');
  const argv = ['sweep', '--sweep', `gamma:${VALUES}`, ...TINY, '--rounds', '3', '--jobs', '1', '--out', out];
  const first = start('lab', ...argv);
  await first.says(/^1\/30 /m);
  process.kill(first.pid, 'SIGTERM');
  expect(await first.ended).toBe(130);
  const { length: kept } = readdirSync(join(out, 'runs'));
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(VALUES.length);
  expect(first.said()).toContain(`Stopped: ${kept} of 30 runs are in ${out}/runs.`);
  expect(first.said()).not.toContain('FAILED');
  const rows = readFileSync(join(out, 'sweep.csv'), 'utf8').trim().split('\n');
  expect(rows).toHaveLength(1 + kept);

  const second = start('lab', ...argv);
  await second.says(new RegExp(`^30 runs wanted, ${kept} of them known`, 'm'));
  process.kill(second.pid, 'SIGTERM');
  expect(await second.ended).toBe(130);
});

onLinux('Ctrl+C reaches all processes of reproduce, and no run under way is lost', async () => {
  const out = join(folder, 'reproduce');
  const argv = ['kl-estimators', '--smoke', '--seeds', '20', '--jobs', '1', '--out', out];
  const run = start('reproduce', ...argv);
  await run.says(/^1\/20 /m);
  const children = childrenOf(run.pid);
  expect(children.length).toBeGreaterThan(0);
  process.kill(-run.pid, 'SIGINT');
  expect(await run.ended).toBe(130);
  expect(run.said()).not.toContain('FAILED');
  const { length: kept } = readdirSync(join(out, 'runs'));
  expect(kept).toBeLessThan(20);
  expect(run.said()).toContain(`Stopped: ${kept} of 20 runs are in ${out}/runs.`);
  expect(existsSync(join(out, 'report.html'))).toBe(true);
  await allGone(children);
});

onLinux('a second Ctrl+C ends at once, and the children with it', async () => {
  const out = join(folder, 'twice');
  const run = start('lab', 'sweep', '--sweep', 'gamma:1', ...LONG, '--jobs', '1', '--out', out);
  await run.says(/^1 runs wanted/m);
  while (childrenOf(run.pid).length === 0) await wait(20);
  const children = childrenOf(run.pid);
  process.kill(-run.pid, 'SIGINT');
  await run.says(/^Ending after the 1 run under way\. Again: at once, without it\./m);
  const again = setInterval(() => {
    try {
      process.kill(-run.pid, 'SIGINT');
    } catch {
      // It has ended, and this process has not been told yet.
    }
  }, 300);
  void run.ended.finally(() => clearInterval(again));
  expect(await run.ended).toBe(130);
  await allGone(children);
  expect(readdirSync(join(out, 'runs'))).toEqual([]);
});

onLinux('children end when their command is killed', async () => {
  const out = join(folder, 'killed');
  // An evaluation that takes minutes, in which a child has nothing to tell.
  const busy = ['--task', 'tldr', '--evaluation-prompts', '200', '--evaluation-samples', '256'];
  const run = start('lab', 'sweep', '--sweep', 'gamma:1,2', ...busy, '--jobs', '2', '--out', out);
  await run.says(/^2 runs wanted/m);
  const computes = (pid: number) => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[13]);
  while (childrenOf(run.pid).filter((pid) => computes(pid) > ENOUGH_TICKS).length < 2) await wait(20);
  const children = childrenOf(run.pid);
  process.kill(run.pid, 'SIGKILL');
  await run.ended;
  await allGone(children);
});
