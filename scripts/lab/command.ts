// The interface of a laboratory command: its options and its work. Each command has a file.
import type { OptionSpec, OptionValues } from '../lib/arguments.mjs';
import type { INTERRUPTED } from '../lib/interruption.ts';

interface LabOutput {
  /** Printed on one line with --json. */
  readonly json: unknown;
  /** Printed without --json. */
  readonly text: string;
  /** 1: the work is finished and reported, but a part of it failed. 130: a signal ended it early. */
  readonly exitCode?: 0 | 1 | typeof INTERRUPTED;
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

/** A table for people: the first column aligned left, the others right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  '),
    )
    .join('\n');
}
