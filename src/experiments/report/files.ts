// The files of a report: the page, the figures, every number as CSV, and everything as JSON.
import { csvText } from '../../formats/csv.ts';
import type { ExperimentResult } from '../experiment.ts';
import type { RunOutcome } from '../run_outcome.ts';
import { figureSvg } from './figure_svg.ts';
import { reportHtml } from './html.ts';
import type { Report } from './report.ts';

/** All tables and figures of a result as CSV, one number per line. */
function resultCsv({ tables, figures }: ExperimentResult): string {
  const ofTables = tables.flatMap(({ title, columns, rows }) =>
    rows.flatMap(({ label, cells }) =>
      cells.map(({ value, low, high, paper }, c) => [
        title,
        label,
        columns[c + 1],
        undefined,
        value,
        low,
        high,
        paper,
      ]),
    ),
  );
  const ofFigures = figures.flatMap(({ title, series }) =>
    series.flatMap(({ label, points }) =>
      points.map(({ x, y, yLow, yHigh, label: point }) => [
        title,
        label,
        point,
        x,
        y,
        yLow,
        yHigh,
        undefined,
      ]),
    ),
  );
  return csvText([['of', 'row', 'column', 'x', 'value', 'low', 'high', 'paper'], ...ofTables, ...ofFigures]);
}

/** Texts by file name. */
export function reportFiles(report: Report, outcomes: readonly RunOutcome[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>([
    ['report.html', reportHtml(report)],
    ['report.json', `${JSON.stringify(report, null, 1)}\n`],
    ['runs.json', `${JSON.stringify(outcomes)}\n`],
  ]);
  for (const { experiment, result } of report.experiments) {
    files.set(`${experiment.id}.csv`, resultCsv(result));
    for (const figure of result.figures) files.set(`${figure.id}.svg`, figureSvg(figure));
  }
  return files;
}
