// The benchmark command: its options, its runner (Node or browser), and its output as a table or JSON.
import { writeFileSync } from 'node:fs';
import type { BenchmarkResult } from '../../src/bench/benchmark.ts';
import { benchmarkTable } from '../../src/bench/benchmark_table.ts';
import { reasonOf } from '../../src/errors/reason.ts';
import type { BenchmarkRequest } from '../../src/worker/bench_worker.ts';
import { describeOptions, parseOptions, UsageError } from '../lib/arguments.mjs';
import { ensureDependencies } from '../lib/install.mjs';
import { outFile } from '../lib/out_folder.ts';
import { benchInNode } from './in_node.ts';

type Say = (line: string) => void;

const options: Parameters<typeof describeOptions>[0] = {
  help: { kind: 'flag', help: 'Show this text' },
  page: {
    kind: 'flag',
    help: 'What a visitor waits for, instead: first paint, Play, first dot, longest task',
  },
  node: { kind: 'flag', help: 'In Node with Dawn (npm package `webgpu`) instead of headless Chromium' },
  json: { kind: 'flag', help: 'Print JSON instead of a table' },
  quick: { kind: 'flag', help: 'The small shape only, three repetitions' },
  tiny: { kind: 'flag', help: 'The tiny shape only, which a software adapter can do in a minute' },
  large: { kind: 'flag', help: 'The large shape only (51 M parameters), on the graphics card alone' },
  card: { kind: 'flag', help: 'On the graphics card alone: without the contenders on the CPU' },
  threads: { kind: 'flag', help: 'One and two threads of the CPU engine on BRAIn’s step, instead; in Node' },
  kernels: {
    kind: 'flag',
    help: 'A step’s time by kernel, instead, on the graphics card; in Node with Dawn',
  },
  repeats: {
    kind: 'integer',
    min: 1,
    max: 1000,
    help: 'Repetitions of each contender [default 10], or visits [default 3]',
  },
  out: { kind: 'text', help: 'Also write the table (Markdown) to this file, and the JSON beside it' },
};

async function measurePage(repeats: number, say: Say) {
  const { pageTable, visitTasks } = await import('./page.ts');
  const result = await visitTasks({ repeats }, say);
  return { result, table: pageTable(result) };
}

async function measureThreads(repeats: number, say: Say) {
  const { threadTable, timeThreads } = await import('./threads.ts');
  const result = await timeThreads({ repeats }, say);
  return { result, table: threadTable(result) };
}

async function measureKernels(size: BenchmarkRequest['size'], repeats: number, say: Say) {
  const { kernelTable, timeKernels } = await import('./kernels.ts');
  const result = await timeKernels({ size, repeats }, say);
  return { result, table: kernelTable(result) };
}

async function measureContenders(inNode: boolean, request: BenchmarkRequest, command: string, say: Say) {
  // A machine without a browser does without the code that drives one.
  const measure = inNode ? benchInNode : (await import('./in_browser.ts')).benchInBrowser;
  const result: BenchmarkResult = { command, ...(await measure(request, say)) };
  return { result, table: benchmarkTable(result) };
}

/** Returns the exit code. */
export async function bench(
  argv: readonly string[],
  print: (line: string) => void,
  say: (line: string) => void,
): Promise<number> {
  let usesDawn = false;
  try {
    const values = parseOptions([...argv], options);
    if (values.help) {
      print(`Usage: npm run bench -- [options]\n\n${describeOptions(options)}`);
      return 0;
    }
    ensureDependencies();
    if (values.page && values.node) throw new UsageError('--page measures in a browser (expected no --node)');
    usesDawn = Boolean(values.node || values.kernels);
    const few = values.quick || values.page;
    const repeats = (values.repeats as number | undefined) ?? (few ? 3 : 10);
    if (typeof values.out === 'string') outFile(values.out);
    const size = values.tiny ? 'tiny' : values.quick ? 'small' : values.large ? 'large' : 'both';
    const { result, table } = await (values.page
      ? measurePage(repeats, say)
      : values.threads
        ? measureThreads(repeats, say)
        : values.kernels
          ? measureKernels(size, repeats, say)
          : measureContenders(
              Boolean(values.node),
              {
                size,
                repeats,
                cardAlone: Boolean(values.card || values.large),
              },
              ['npm run bench --', ...argv].join(' '),
              say,
            ));
    print(values.json ? JSON.stringify(result) : table);
    if (typeof values.out === 'string') {
      writeFileSync(values.out, table);
      writeFileSync(`${values.out.replace(/\.md$/, '')}.json`, `${JSON.stringify(result, null, 2)}\n`);
    }
    return 0;
  } catch (error) {
    say(reasonOf(error));
    return error instanceof UsageError ? 2 : 1;
  } finally {
    // Its objects keep the process alive.
    if (usesDawn) setTimeout(() => process.exit(), 100);
  }
}
