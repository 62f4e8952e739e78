// What a command of the laboratory is: its options, and the work. One file a command.
import type { OptionSpec, OptionValues } from '../lib/arguments.mjs';

interface LabOutput {
  /** Printed with --json, on one line. */
  readonly json: unknown;
  /** Printed otherwise. */
  readonly text: string;
  /** 1: the work is done and reported, but something in it failed. */
  readonly exitCode?: 0 | 1;
}

export interface LabCommand {
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  run(values: OptionValues): Promise<LabOutput>;
}

/** Options of every command. */
export const commonOptions = {
  json: { kind: 'flag', help: 'Print the result as one line of JSON' },
  help: { kind: 'flag', help: 'Show this text' },
} as const satisfies Record<string, OptionSpec>;

/** Columns aligned on the right, the first on the left; for people. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  '),
    )
    .join('\n');
}
