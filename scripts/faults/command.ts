// `npm run faults`: plays faults in a real browser, one after the other, and prints what was seen of each.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeOptions,
  type OptionSpec,
  type OptionValues,
  parseArguments,
  UsageError,
} from '../lib/arguments.mjs';
import { root } from '../lib/install.mjs';
import { allFaults } from './all_faults.ts';
import type { Fault } from './fault.ts';
import { outcomeTable, recordPage, verdict } from './outcome_table.ts';
import type { FaultOutcome } from './play_fault.ts';
import { openStage } from './stage.ts';

const RECORD = 'bench/faults.md';

const options = {
  fast: { kind: 'flag', help: 'Only those that are part of `npm test`' },
  list: { kind: 'flag', help: 'Name the faults, and play none' },
  record: { kind: 'flag', help: `Write what was seen to ${RECORD}` },
  help: { kind: 'flag', help: 'Show this text' },
} satisfies Record<string, OptionSpec>;

const USAGE = `Usage: npm run faults -- [NAME ...] [options]

Crashes, cuts off and lies to the built page in headless Chromium, and checks what the visitor sees and what is lost.
A name stands for every fault that begins with it; without one all are played. docs/faults.md describes them.
Exit codes: 0 all as promised, 1 some not, 2 bad arguments.`;

function chosen(names: readonly string[], values: OptionValues): readonly Fault[] {
  const unknown = names.find((name) => !allFaults.some((fault) => fault.name.startsWith(name)));
  if (unknown)
    throw new UsageError(
      `unknown fault: ${unknown} (expected ${allFaults.map(({ name }) => name).join(', ')})`,
    );
  return allFaults.filter(
    ({ name, fast }) =>
      (names.length === 0 || names.some((part) => name.startsWith(part))) && (!values.fast || fast),
  );
}

async function played(
  wanted: readonly Fault[],
  print: (line: string) => void,
): Promise<readonly FaultOutcome[]> {
  const stage = await openStage();
  const outcomes: FaultOutcome[] = [];
  try {
    for (const fault of wanted) {
      const outcome = await stage.play(fault);
      outcomes.push(outcome);
      const { problems, name, seconds } = outcome;
      print(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
      for (const problem of problems) print(`       ${problem}`);
    }
  } finally {
    await stage.close();
  }
  return outcomes;
}

/** Exit code. */
export async function faults(argv: readonly string[], print: (line: string) => void): Promise<number> {
  const { values, names } = parseArguments(argv, options);
  if (values.help) {
    print(`${USAGE}\n\n${describeOptions(options)}`);
    return 0;
  }
  const wanted = chosen(names, values);
  if (values.list) {
    for (const { name, does } of wanted) print(`${name.padEnd(36)}${does}`);
    return 0;
  }
  const outcomes = await played(wanted, print);
  print(`\n${outcomeTable(outcomes)}\n\n${verdict(outcomes)}`);
  if (values.record) writeFileSync(join(root, RECORD), recordPage(outcomes));
  return outcomes.every(({ problems }) => problems.length === 0) ? 0 : 1;
}
