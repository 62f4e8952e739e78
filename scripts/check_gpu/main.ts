// `npm run check:gpu`: every check of the engine on this machine's WebGPU adapter, in Node on Dawn, in one process. It
// runs as a bundle in which `vitest` is a stand-in, so that the checks are those of the browser tests.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { reasonOf } from '../../src/errors/reason.ts';
import { describeOptions, parseOptions, UsageError } from '../lib/arguments.mjs';
import { provideWebGpu } from '../lib/node_webgpu.ts';
import { type Outcome, outcomeTable } from './outcome_table.ts';

const options: Parameters<typeof describeOptions>[0] = {
  help: { kind: 'flag', help: 'Show this text' },
  quick: { kind: 'flag', help: 'Single kernels and rules only, and one run' },
  only: { kind: 'text', help: 'Only checks whose suite or name contains this text' },
};

/** Files that check runs under one tuning at a time. */
const EACH_TUNING = ['engine_run', 'engine_sizes', 'device_steps'];
const QUICK = ['norm_kernels', 'head_kernels', 'matmul_kernels', 'device_rules', 'device_steps'];

async function checkGpu(argv: readonly string[], print: (line: string) => void): Promise<number> {
  const values = parseOptions([...argv], options);
  if (values.help) {
    print(`Usage: npm run check:gpu -- [options]\n\n${describeOptions(options)}`);
    return 0;
  }
  fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 2402) });
  const gpuApi = await provideWebGpu();
  // These look for WebGPU when they load.
  const { adapterLabel, openDevice, openGpu } = await import('../../src/engine/device.ts');
  const { baseTunings, chooseTuning } = await import('../../src/engine/test_device.ts');
  const { collected } = await import('./vitest_stand_in.ts');
  const { seen } = await import('../../src/engine/kernel_checks.ts');
  const opened = await openDevice(gpuApi, true);
  const tuning = Object.entries((await openGpu(opened)).tuning).map(([name, value]) => `${name} ${value}`);
  print(
    `${adapterLabel(opened.info)}, Node ${process.versions.node}, Dawn; chosen by measurement: ${tuning.join(', ')}`,
  );

  const folder = join(dirname(fileURLToPath(import.meta.url)), 'checks');
  const files = readdirSync(folder)
    .map((file) => file.replace('.mjs', ''))
    .filter((file) => !values.quick || QUICK.includes(file));
  const outcomes: Outcome[] = [];
  for (const file of files) {
    const all = Object.keys(baseTunings);
    const under = !EACH_TUNING.includes(file) ? [''] : values.quick ? all.slice(0, 1) : all;
    for (const name of under) {
      if (name) chooseTuning(name);
      // Another address is another module: it takes its device anew.
      const address = `${pathToFileURL(join(folder, `${file}.mjs`))}?tuning=${encodeURIComponent(name)}`;
      for (const check of await collected(() => import(/* @vite-ignore */ address))) {
        const suite = [file, ...check.suite, name].filter(Boolean).join(', ');
        if (values.only && !`${suite} ${check.name}`.includes(String(values.only))) continue;
        const outcome = { suite, name: check.name, milliseconds: 0, largestError: 0 };
        if (check.skipped) outcomes.push({ ...outcome, skipped: true });
        else {
          const start = performance.now();
          seen.largestError = 0;
          const problem = await check.run().then(
            () => undefined,
            (error) => reasonOf(error),
          );
          const milliseconds = performance.now() - start;
          outcomes.push({ ...outcome, milliseconds, largestError: seen.largestError, problem });
        }
      }
    }
  }
  print(outcomeTable(outcomes));
  return outcomes.some(({ problem }) => problem !== undefined) || outcomes.length === 0 ? 1 : 0;
}

let code: number;
try {
  code = await checkGpu(process.argv.slice(2), console.log);
} catch (error) {
  console.error(reasonOf(error));
  code = error instanceof UsageError ? 2 : 1;
}
process.exit(code); // Dawn's objects keep the process alive
