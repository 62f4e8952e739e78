// The report as Markdown, with its figures as files beside it.
import { sourceText, summaryOf, verdictText } from '../claims.ts';
import type { Cell, Claim, ResultTable } from '../experiment.ts';
import { measuredText, paperText } from './cell_text.ts';
import { madeText, provenanceText, type Report, sizeOf } from './report.ts';
import { textSettings } from './settings_table.ts';

/**
 * Text that Markdown shows as it is: no markup, no HTML, no link behind other words, no new cell. Run files, addresses
 * of servers and names of models come from elsewhere.
 */
export const escapedMarkdown = (text: string): string =>
  text
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/^\s*([-+#=])/, '\\$1')
    .replace(/^\s*(\d+)([.)])/, '$1\\$2');

/** A code span, with more backticks around it than the text has in a row. */
export function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const line = text.replaceAll(/[\r\n]+/g, ' ');
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** @param rows Markdown. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(columns.map(escapedMarkdown)), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join(
    '\n',
  );
}

/** The table without its title. */
function tableMarkdown({ unit, decimals, note, columns, rows }: ResultTable): string {
  const valueText = (cell: Cell) =>
    cell.value === undefined ? escapedMarkdown(measuredText(cell)) : measuredText(cell, decimals);
  const cellText = (cell: Cell) => [valueText(cell), paperText(cell)].filter(Boolean).join(', ');
  const intervals = rows.some(({ cells }) => cells.some(({ low }) => low !== undefined));
  return [
    `${escapedMarkdown(`${unit[0].toUpperCase()}${unit.slice(1)}`)}${intervals ? '; 95 % intervals in brackets' : ''}.`,
    table(
      columns,
      rows.map(({ label, cells }) => [escapedMarkdown(label), ...cells.map(cellText)]),
    ),
    note && escapedMarkdown(note),
  ]
    .filter(Boolean)
    .join('\n\n');
}

export const titledTable = (table: ResultTable) =>
  `**${escapedMarkdown(table.title)}.** ${tableMarkdown(table)}`;

/** The verdict; below it what differs from the paper. */
const verdictCell = (claim: Claim) =>
  claim.differs === undefined
    ? verdictText(claim)
    : `${verdictText(claim)}. Differs from the paper: ${claim.differs}`;

/** @param figureFile path of a figure's picture, relative to the report's folder. */
export function reportMarkdown(report: Report, figureFile: (id: string) => string): string {
  const made = madeText(report, codeSpan);
  const overview = table(
    ['Experiment', 'What it shows', 'Outcome'],
    report.experiments.map(({ experiment, result }) => [
      escapedMarkdown(experiment.title),
      escapedMarkdown(experiment.subject),
      summaryOf(result.claims),
    ]),
  );
  const sections = report.experiments.map(({ experiment, result, provenance }) =>
    [
      `## ${escapedMarkdown(`${experiment.title}: ${experiment.subject}`)}`,
      `**The paper.** ${escapedMarkdown(experiment.paper)}`,
      `**What to expect here.** ${escapedMarkdown(experiment.expectation)}`,
      ...result.tables.map(titledTable),
      ...result.figures.map(({ id, title }) => `![${escapedMarkdown(title)}](${figureFile(id)})`),
      `**Orderings:** ${summaryOf(result.claims)}.`,
      result.claims.length > 0
        ? table(
            ['Ordering', 'Paper', 'Here', 'Verdict'],
            result.claims.map((claim) =>
              [claim.text, sourceText(claim), claim.measured, verdictCell(claim)].map(escapedMarkdown),
            ),
          )
        : '',
      `*${escapedMarkdown(provenanceText(provenance))}*`,
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
  const text = textSettings(sizeOf(report));
  const settings = ['## Settings', escapedMarkdown(text.note), titledTable(text.table)].join('\n\n');
  const failures =
    report.failures.length === 0
      ? ''
      : `## Runs that failed\n\n${table(
          ['Run', 'Why'],
          report.failures.map(({ run, problem }) => [run, problem].map(escapedMarkdown)),
        )}`;
  return `${['# The paper’s experiments, rerun', `${made}.`, report.cautions.map(escapedMarkdown).join('\n\n'), overview, ...sections, settings, failures].filter(Boolean).join('\n\n')}\n`;
}
