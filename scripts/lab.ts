// `npm run lab -- <command> [options]`: the laboratory without the page. Exit code 0: done, 1: failed, 2: bad arguments.
import { commonOptions, type LabCommand } from './lab/command.ts';
import { gaussian } from './lab/gaussian.ts';
import { train } from './lab/train.ts';
import { weigh } from './lab/weigh.ts';
import { describeOptions, parseOptions, UsageError } from './lib/arguments.mjs';

const commands: Readonly<Record<string, LabCommand>> = { train, gaussian, weigh };

function usage(names: readonly string[]): string {
  const sections = names.map((name) => {
    const { summary, options } = commands[name];
    return `${name}: ${summary}\n${describeOptions({ ...options, ...commonOptions })}`;
  });
  return ['Usage: npm run lab -- <command> [options]', ...sections].join('\n\n');
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const expected = Object.keys(commands).join(', ');
  if (name === '--help') {
    console.log(usage(Object.keys(commands)));
    return 0;
  }
  if (name === undefined) throw new UsageError(`no command (expected ${expected}; see --help)`);
  if (!Object.hasOwn(commands, name))
    throw new UsageError(`unknown command: ${name} (expected ${expected}; see --help)`);
  const command = commands[name];
  const values = parseOptions(rest, { ...command.options, ...commonOptions });
  if (values.help) {
    console.log(usage([name]));
    return 0;
  }
  const { json, text, exitCode } = await command.run(values);
  console.log(values.json ? JSON.stringify(json) : text);
  return exitCode ?? 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
