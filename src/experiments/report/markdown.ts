// The report as Markdown, with its figures as files beside it.
import { sourceText, summaryOf, verdictText } from '../claims.ts';
import type { Cell, Claim, ResultTable } from '../experiment.ts';
import { measuredText, paperText } from './cell_text.ts';
import { madeText, provenanceText, type Report } from './report.ts';
import { SETTINGS_NOTE, settingsTable } from './settings_table.ts';

const line = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}

/** The table without its title. */
function tableMarkdown({ unit, decimals, note, columns, rows }: ResultTable): string {
  const cellText = (cell: Cell) => [measuredText(cell, decimals), paperText(cell)].filter(Boolean).join(', ');
  const intervals = rows.some(({ cells }) => cells.some(({ low }) => low !== undefined));
  return [
    `${unit[0].toUpperCase()}${unit.slice(1)}${intervals ? '; 95 % intervals in brackets' : ''}.`,
    table(
      columns,
      rows.map(({ label, cells }) => [label, ...cells.map(cellText)]),
    ),
    note,
  ]
    .filter(Boolean)
    .join('\n\n');
}

export const titledTable = (table: ResultTable) => `**${table.title}.** ${tableMarkdown(table)}`;

/** The verdict; below it what differs from the paper. */
const verdictCell = (claim: Claim) =>
  claim.differs === undefined
    ? verdictText(claim)
    : `${verdictText(claim)}. Differs from the paper: ${claim.differs}`;

/** @param figureFile path of a figure's picture, relative to the report's folder. */
export function reportMarkdown(report: Report, figureFile: (id: string) => string): string {
  const made = madeText(report, (command) => `\`${command}\``);
  const overview = table(
    ['Experiment', 'What it shows', 'Outcome'],
    report.experiments.map(({ experiment, result }) => [
      experiment.title,
      experiment.subject,
      summaryOf(result.claims),
    ]),
  );
  const sections = report.experiments.map(({ experiment, result, provenance }) =>
    [
      `## ${experiment.title}: ${experiment.subject}`,
      `**The paper.** ${experiment.paper}`,
      `**What to expect here.** ${experiment.expectation}`,
      ...result.tables.map(titledTable),
      ...result.figures.map(({ id, title }) => `![${title}](${figureFile(id)})`),
      `**Orderings:** ${summaryOf(result.claims)}.`,
      result.claims.length > 0
        ? table(
            ['Ordering', 'Paper', 'Here', 'Verdict'],
            result.claims.map((claim) => [claim.text, sourceText(claim), claim.measured, verdictCell(claim)]),
          )
        : '',
      `*${provenanceText(provenance)}*`,
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
  const settings = ['## Settings', SETTINGS_NOTE, titledTable(settingsTable)].join('\n\n');
  const failures =
    report.failures.length === 0
      ? ''
      : `## Runs that failed\n\n${table(
          ['Run', 'Why'],
          report.failures.map(({ run, problem }) => [run, problem]),
        )}`;
  return `${['# The paper’s experiments, rerun', `${made}.`, report.cautions.join('\n\n'), overview, ...sections, settings, failures].filter(Boolean).join('\n\n')}\n`;
}
