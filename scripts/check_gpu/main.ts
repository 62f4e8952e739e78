// `npm run check:gpu`: every check of the engine on this machine's WebGPU adapter, in Node on Dawn, in one process. It
// runs as a bundle in which `vitest` is a stand-in, so that the checks are those of the browser tests.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { reasonOf } from '../../src/errors/reason.ts';
import { describeOptions, parseOptions, UsageError } from '../lib/arguments.mjs';
import { openDawn } from '../lib/node_webgpu.ts';
import { type Outcome, outcomeTable } from './outcome_table.ts';
import type { Check } from './vitest_stand_in.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'checks');

const options: Parameters<typeof describeOptions>[0] = {
  help: { kind: 'flag', help: 'Show this text' },
  quick: { kind: 'flag', help: 'Single kernels and rules only, and one run' },
  only: { kind: 'text', help: 'Only checks whose suite or name contains this text' },
};

/** Files that check runs under one tuning at a time. */
const EACH_TUNING = ['engine_run', 'engine_sizes', 'engine_fixtures', 'device_steps'];
const QUICK = [
  'norm_kernels',
  'head_kernels',
  'adamw_kernels',
  'matmul_kernels',
  'architecture_kernels',
  'device_rules',
  'device_steps',
];

type Collected = typeof import('./vitest_stand_in.ts').collected;
type Seen = typeof import('../../src/engine/kernel_checks.ts').seen;

async function outcomeOf({ name, run, skipped }: Check, suite: string, seen: Seen): Promise<Outcome> {
  if (skipped) return { suite, name, milliseconds: 0, largestError: 0, skipped };
  const start = performance.now();
  seen.largestError = 0;
  const problem = await run().then(
    () => undefined,
    (error) => reasonOf(error),
  );
  const { largestError } = seen;
  return { suite, name, milliseconds: performance.now() - start, largestError, problem };
}

/** The checks of a file of the bundle; of another `tuning`, they are other checks. */
async function checksOf(file: string, tuning: string, collected: Collected) {
  // Another address is another module, which takes its device anew.
  const address = `${pathToFileURL(join(folder, `${file}.mjs`))}?tuning=${encodeURIComponent(tuning)}`;
  const checks = await collected(() => import(/* @vite-ignore */ address));
  return checks.map((check) => ({ check, suite: [file, ...check.suite, tuning].filter(Boolean).join(', ') }));
}

/** Returns the exit code. */
async function checkGpu(argv: readonly string[]): Promise<number> {
  const { help, quick, only } = parseOptions([...argv], options);
  if (help) {
    console.log(`Usage: npm run check:gpu -- [options]\n\n${describeOptions(options)}`);
    return 0;
  }
  fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 2402) });
  const { gpu } = await openDawn((label) => console.log(`${label}; Node ${process.versions.node}, Dawn`));
  // These look for WebGPU when they load.
  const { baseTunings, chooseTuning } = await import('../../src/engine/test_device.ts');
  const { collected } = await import('./vitest_stand_in.ts');
  const { seen } = await import('../../src/engine/kernel_checks.ts');
  const chosen = Object.entries(gpu.tuning).map(([name, value]) => `${name} ${value}`);
  console.log(`Tunings: ${Object.keys(baseTunings).join('; ')}. Chosen by measurement: ${chosen.join(', ')}`);

  const files = readdirSync(folder).map((file) => file.replace('.mjs', ''));
  const outcomes: Outcome[] = [];
  for (const file of files.filter((name) => !quick || QUICK.includes(name))) {
    const tunings = EACH_TUNING.includes(file) ? Object.keys(baseTunings) : [''];
    for (const tuning of quick ? tunings.slice(0, 1) : tunings) {
      if (tuning) chooseTuning(tuning);
      console.error(`checking ${file} ${tuning}`);
      for (const { check, suite } of await checksOf(file, tuning, collected))
        if (!only || `${suite}: ${check.name}`.includes(String(only)))
          outcomes.push(await outcomeOf(check, suite, seen));
    }
  }
  console.log(outcomeTable(outcomes));
  return outcomes.some(({ problem }) => problem !== undefined) || outcomes.length === 0 ? 1 : 0;
}

let code: number;
try {
  code = await checkGpu(process.argv.slice(2));
} catch (error) {
  console.error(reasonOf(error));
  code = error instanceof UsageError ? 2 : 1;
}
process.exit(code); // Dawn's objects keep the process alive
