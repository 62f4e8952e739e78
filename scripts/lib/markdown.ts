// Formats Markdown for the generated documents.

/** GitHub's Markdown consumes the backslashes inside `$...$`; this form protects them. */
export const math = (tex: string) => `$\`${tex}\`$`;

export const code = (text: string) => `\`${text}\``;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Joins blocks with empty lines. */
export const page = (blocks: readonly string[]) => `${blocks.join('\n\n')}\n`;

/** The notice under the title of every generated page. */
export const generatedFrom = (source: string) =>
  `<!-- Generated from ${source} by \`npm run docs\`: edit that, not this. -->`;
