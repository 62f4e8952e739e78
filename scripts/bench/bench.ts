// The benchmark command: its options, its runner (Node or browser), and its output as a table or JSON.

import { writeFileSync } from 'node:fs';
import { benchmarkTable } from '../../src/bench/benchmark_table.ts';
import { reasonOf } from '../../src/errors/reason.ts';
import { describeOptions, parseOptions, UsageError } from '../lib/arguments.mjs';
import { ensureDependencies } from '../lib/install.mjs';
import { benchInBrowser } from './in_browser.ts';
import { benchInNode } from './in_node.ts';

const options: Parameters<typeof describeOptions>[0] = {
  help: { kind: 'flag', help: 'Show this text' },
  node: { kind: 'flag', help: 'In Node with Dawn (npm package `webgpu`) instead of headless Chromium' },
  json: { kind: 'flag', help: 'Print JSON instead of a table' },
  quick: { kind: 'flag', help: 'The small shape only, three repetitions' },
  repeats: { kind: 'integer', min: 1, max: 1000, help: 'Repetitions of each contender', default: '10' },
  out: { kind: 'text', help: 'Also write the table (Markdown) to this file, and the JSON beside it' },
};

/** Returns the exit code. */
export async function bench(
  argv: readonly string[],
  print: (line: string) => void,
  say: (line: string) => void,
): Promise<number> {
  try {
    const values = parseOptions([...argv], options);
    if (values.help) {
      print(`Usage: npm run bench -- [options]\n\n${describeOptions(options)}`);
      return 0;
    }
    ensureDependencies();
    const request = { small: Boolean(values.quick), repeats: values.quick ? 3 : (values.repeats as number) };
    const result = await (values.node ? benchInNode : benchInBrowser)(request, say);
    const table = benchmarkTable(result);
    print(values.json ? JSON.stringify(result) : table);
    if (typeof values.out === 'string') {
      writeFileSync(values.out, table);
      writeFileSync(`${values.out.replace(/\.md$/, '')}.json`, `${JSON.stringify(result, null, 2)}\n`);
    }
    // Dawn's objects keep the process alive.
    if (values.node) setTimeout(() => process.exit(), 100);
    return 0;
  } catch (error) {
    say(reasonOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}
