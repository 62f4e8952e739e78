// The report as Markdown, figures beside it as files.
import { measuredText, paperText } from './cell_text.ts';
import { saidText, summaryOf, verdictText } from './claims.ts';
import { madeText, provenanceText, type Report } from './report.ts';

const line = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}

/** @param figureFile where a figure's picture lies, from the report's folder. */
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
      ...result.tables.map(
        ({ title, unit, decimals, note, columns, rows }) =>
          `${title} (${unit}; 95 % intervals in brackets)\n\n${table(
            columns,
            rows.map(({ label, cells }) => [
              label,
              ...cells.map((cell) =>
                [measuredText(cell, decimals), paperText(cell)].filter(Boolean).join(', '),
              ),
            ]),
          )}${note ? `\n\n${note}` : ''}`,
      ),
      ...result.figures.map(({ id, title }) => `![${title}](${figureFile(id)})`),
      `**Orderings:** ${summaryOf(result.claims)}.`,
      result.claims.length > 0
        ? table(
            ['Ordering', 'Paper', 'Here', 'Verdict'],
            result.claims.map((claim) => [claim.text, saidText(claim), claim.measured, verdictText(claim)]),
          )
        : '',
      `*${provenanceText(provenance)}*`,
    ]
      .filter(Boolean)
      .join('\n\n'),
  );
  const failures =
    report.failures.length === 0
      ? ''
      : `## Runs that failed\n\n${table(
          ['Run', 'Why'],
          report.failures.map(({ run, problem }) => [run, problem]),
        )}`;
  return `${['# The paper’s experiments, rerun', `${made}.`, overview, ...sections, failures].filter(Boolean).join('\n\n')}\n`;
}
