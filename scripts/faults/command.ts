// `npm run faults`: plays faults in a real browser, one after the other, and prints what was seen of each.
import {
  describeOptions,
  type OptionSpec,
  type OptionValues,
  parseArguments,
  UsageError,
} from '../lib/arguments.mjs';
import { ensureBrowser } from '../lib/browser.mjs';
import { dist, ensureBuild } from '../lib/install.mjs';
import { allFaults } from './all_faults.ts';
import { openBrowsers } from './browsers.ts';
import type { Fault } from './fault.ts';
import { lyingServer } from './lying_server.ts';
import { outcomeTable } from './outcome_table.ts';
import { earlierVisit, type FaultOutcome, playFault } from './play_fault.ts';

const options = {
  fast: { kind: 'flag', help: 'Only those that are part of `npm test`' },
  list: { kind: 'flag', help: 'Name the faults, and play none' },
  help: { kind: 'flag', help: 'Show this text' },
} satisfies Record<string, OptionSpec>;

const USAGE = `Usage: npm run faults -- [NAME ...] [options]

Crashes, cuts off and lies to the built page in headless Chromium, and checks what the visitor sees and what is lost.
A name stands for every fault that begins with it; without one all are played. docs/faults.md describes them.`;

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

/** Browsers with the run of an earlier visit, and the server that lies. */
async function openStage() {
  const executablePath = await ensureBrowser();
  ensureBuild();
  const server = await lyingServer(dist);
  const browsers = await openBrowsers(executablePath, (browser) => earlierVisit(browser, server));
  return {
    play: (fault: Fault) => playFault(fault, browsers, server),
    async close() {
      await browsers.close();
      await server.close();
    },
  };
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
    for (const { name, does } of wanted) print(`${name.padEnd(32)}${does}`);
    return 0;
  }
  const stage = await openStage();
  const outcomes: FaultOutcome[] = [];
  try {
    for (const fault of wanted) {
      const outcome = await stage.play(fault);
      outcomes.push(outcome);
      print(
        `${outcome.problems.length === 0 ? 'ok    ' : 'FAILED'} ${outcome.name} (${outcome.seconds.toFixed(1)} s)`,
      );
      for (const problem of outcome.problems) print(`       ${problem}`);
    }
  } finally {
    await stage.close();
  }
  const failed = outcomes.filter(({ problems }) => problems.length > 0).length;
  print(
    `\n${outcomeTable(outcomes)}\n\n${outcomes.length - failed} of ${outcomes.length} faults as promised`,
  );
  return failed === 0 ? 0 : 1;
}
