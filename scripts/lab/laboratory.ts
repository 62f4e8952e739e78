// The laboratory's commands by name, its help, and its exit codes: 0 done, 1 failed, 2 bad arguments, 130
// ended by a signal.
import { reasonOf } from '../../src/errors/reason.ts';
import { describeOptions, parseOptions, UsageError } from '../lib/arguments.mjs';
import { clicker } from './clicker.ts';
import { commonOptions, type LabCommand } from './command.ts';
import { exact } from './exact.ts';
import { exportCommand } from './export.ts';
import { gaussian } from './gaussian.ts';
import { inspect } from './inspect.ts';
import { parity } from './parity/parity.ts';
import { reward } from './reward.ts';
import { search } from './search.ts';
import { sft } from './sft.ts';
import { sweep } from './sweep.ts';
import { theorems } from './theorems.ts';
import { train } from './train.ts';
import { weigh } from './weigh.ts';

const commands: Readonly<Record<string, LabCommand>> = {
  train,
  sweep,
  gaussian,
  weigh,
  exact,
  theorems,
  search,
  reward,
  sft,
  clicker,
  inspect,
  export: exportCommand,
  parity,
};

function usage(names: readonly string[]): string {
  const sections = names.map((name) => {
    const { summary, options } = commands[name];
    return `${name}: ${summary}\n${describeOptions({ ...options, ...commonOptions })}`;
  });
  return ['Usage: npm run lab -- <command> [options]', ...sections].join('\n\n');
}

async function run([name, ...rest]: readonly string[], print: (text: string) => void): Promise<number> {
  const expected = Object.keys(commands).join(', ');
  if (name === '--help') {
    print(usage(Object.keys(commands)));
    return 0;
  }
  if (name === undefined) throw new UsageError(`no command (expected ${expected}; see --help)`);
  if (!Object.hasOwn(commands, name))
    throw new UsageError(`unknown command: ${name} (expected ${expected}; see --help)`);
  const command = commands[name];
  const values = parseOptions(rest, { ...command.options, ...commonOptions });
  if (values.help) {
    print(usage([name]));
    return 0;
  }
  const { json, text, exitCode } = await command.run(values);
  print(values.json ? JSON.stringify(json) : text);
  return exitCode ?? 0;
}

/** Returns the exit code; results go to `print`, errors to `complain`. */
export async function laboratory(
  argv: readonly string[],
  print: (text: string) => void,
  complain: (text: string) => void,
): Promise<number> {
  try {
    return await run(argv, print);
  } catch (error) {
    complain(reasonOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}
