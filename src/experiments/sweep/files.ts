// A sweep's files: every run as CSV, everything as JSON, the table in Markdown and LaTeX, and the figures.
import { type Cell, csvText } from '../../formats/csv.ts';
import type { ExperimentResult, Outcomes } from '../experiment.ts';
import { figureSvg } from '../report/figure_svg.ts';
import { tableLatex } from '../report/latex.ts';
import { codeSpan, escapedMarkdown, titledTable } from '../report/markdown.ts';
import { provenanceOf, provenanceText, type RunsProvenance } from '../report/report.ts';
import { bestLines, measuresOf, type RunMeasures, runsAt } from './measures.ts';
import { sweepResult } from './result.ts';
import { runCount, type Sweep, type SweepPoint, sweepPoints } from './sweep.ts';
import { sweepQuery, sweepTexts } from './text.ts';

interface SweptRun extends RunMeasures {
  readonly key: string;
  readonly method: string;
  /** One for each swept setting. */
  readonly values: readonly number[];
  readonly seed: number;
  /** Wall clock. */
  readonly seconds: number;
  readonly backend: string;
  readonly version: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface SweepReport {
  readonly sweep: Sweep;
  readonly result: ExperimentResult;
  readonly runs: readonly SweptRun[];
  readonly provenance: RunsProvenance;
  /** How to run it again: a command, or a link. */
  readonly again: string;
}

/** @param again a command or a link. */
export function sweepReport(sweep: Sweep, outcomes: Outcomes, again: string): SweepReport {
  const known = sweepPoints(sweep).map((point) => ({ point, runs: runsAt(point, outcomes) }));
  const lines = bestLines(known.flatMap(({ runs }) => runs));
  const swept = ({ method, values }: SweepPoint, run: (typeof known)[number]['runs'][number]): SweptRun => {
    const { seconds, backend, version, date } = run.provenance;
    const { key, config } = run;
    const made = { seconds, backend, version, date };
    return { key, method, values, seed: config.seed, ...measuresOf(run, lines), ...made };
  };
  return {
    sweep,
    result: sweepResult(sweep, outcomes),
    runs: known.flatMap(({ point, runs }) => runs.map((run) => swept(point, run))),
    provenance: provenanceOf(
      known.flatMap(({ runs }) => runs),
      runCount(sweep),
      sweep.seeds,
    ),
    again,
  };
}

function runsCsv({ sweep, runs }: SweepReport): string {
  const head = [
    'method',
    ...sweep.swept.map(({ key }) => key),
    'seed',
    'step',
    'reward',
    'kl (nats)',
    'below the best line',
    'win-rate',
    'exact',
    'seconds',
    'backend',
    'version',
    'date',
    'run',
  ];
  const rows = runs.map((run): Cell[] => [
    run.method,
    ...run.values,
    run.seed,
    run.step,
    run.reward,
    run.kl,
    run.distance,
    run.winRate,
    run.isExact ? 'yes' : 'no',
    run.seconds,
    run.backend,
    run.version,
    run.date,
    run.key,
  ]);
  return csvText([head, ...rows]);
}

/** With the sweep as its texts and its link. */
export const sweepJson = ({ sweep, ...report }: SweepReport) => ({
  ...sweepTexts(sweep),
  link: sweepQuery(sweep),
  task: sweep.task,
  overrides: sweep.overrides,
  ...report,
});

const markdown = ({ result: { tables, figures }, provenance, again }: SweepReport): string =>
  `${[
    `# ${escapedMarkdown(tables[0].title)}`,
    `${escapedMarkdown(provenanceText(provenance))} Again: ${codeSpan(again)}`,
    ...tables.map(titledTable),
    ...figures.map(({ id, title }) => `![${escapedMarkdown(title)}](${id}.svg)`),
  ].join('\n\n')}\n`;

/** Texts by file name. */
export function sweepFiles(report: SweepReport): ReadonlyMap<string, string> {
  const { tables, figures } = report.result;
  return new Map([
    ['sweep.csv', runsCsv(report)],
    ['sweep.json', `${JSON.stringify(sweepJson(report), null, 1)}\n`],
    ['sweep.md', markdown(report)],
    ['sweep.tex', tables.map(tableLatex).join('\n')],
    ...figures.map((figure): [string, string] => [`${figure.id}.svg`, figureSvg(figure)]),
  ]);
}
