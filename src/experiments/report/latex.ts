// A result table for a LaTeX document. It needs no package.
import type { Cell, ResultTable } from '../experiment.ts';
import { valueText } from './cell_text.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '–': '--',
};

/** No character of the text has a meaning to LaTeX. */
export const latexText = (text: string): string =>
  text.replace(/[\\~^–&%$#_{}]/g, (mark) => ESCAPES[mark] ?? `\\${mark}`).replaceAll('\n', ' ');

/** A value with the larger half of its 95 % interval. */
function cellLatex(cell: Cell, decimals?: number): string {
  const { value, low, high } = cell;
  const text = latexText(valueText(cell, decimals));
  if (value === undefined || low === undefined || high === undefined) return text;
  const half = { value: Math.max(high - value, value - low) };
  // As many decimals as the value has.
  return `$${text} \\pm ${valueText(half, text.split('.')[1]?.length ?? 0)}$`;
}

export function tableLatex({ title, unit, decimals, note, columns, rows }: ResultTable): string {
  const intervals = rows.some(({ cells }) => cells.some(({ low }) => low !== undefined));
  const caption = `${title}: ${unit}${intervals ? '; 95 % intervals' : ''}.${note ? ` ${note}` : ''}`;
  const line = (cells: readonly string[]) => `    ${cells.join(' & ')} \\\\`;
  return `\\begin{table}
  \\centering
  \\caption{${latexText(caption)}}
  \\begin{tabular}{l${'r'.repeat(columns.length - 1)}}
    \\hline
${line(columns.map(latexText))}
    \\hline
${rows.map(({ label, cells }) => line([latexText(label), ...cells.map((cell) => cellLatex(cell, decimals))])).join('\n')}
    \\hline
  \\end{tabular}
\\end{table}
`;
}
