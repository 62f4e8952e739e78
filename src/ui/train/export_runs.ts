// Everything of the page's runs as one zip: settings, steps, evaluations, samples, and a report that opens offline.
import { strToU8, zipSync } from 'fflate';
import { type Cell, csvText } from '../../formats/csv.ts';
import type { Run } from '../../store/page_state.ts';
import { column, columnNames } from '../../store/step_log.ts';
import type { Provenance } from '../charts/provenance.ts';
import { frontierCsv, linkOf } from './frontier_csv.ts';
import { runName } from './run_name.ts';
import { runsReport } from './runs_report.ts';

function configJson(runs: readonly Run[], provenance: Provenance): string {
  const { backend, version, date } = provenance;
  const described = runs.map((run) => ({
    run: run.id,
    name: runName(run),
    link: linkOf(run, provenance),
    config: run.config,
    changes: run.changes,
    backend,
    version,
    date,
  }));
  return `${JSON.stringify(described, null, 1)}\n`;
}

function stepsCsv(runs: readonly Run[]): string {
  const names = [...new Set(runs.flatMap(({ steps }) => columnNames(steps)))];
  const rows = runs.flatMap(({ id, steps }) => {
    const columns = names.map((name) => column(steps, name));
    return Array.from({ length: steps.length }, (_, row): Cell[] => [
      id,
      ...columns.map((values) => (Number.isNaN(values[row]) ? undefined : values[row])),
    ]);
  });
  return csvText([['run', ...names], ...rows]);
}

const SAMPLE_COLUMNS = [
  'run',
  'step',
  'written by',
  'prompt',
  'response',
  'reward',
  'log prior (nats)',
  'log proposal (nats)',
  'log policy (nats)',
  'alpha',
];

function samplesCsv(runs: readonly Run[]): string {
  const rows = runs.flatMap(({ id, view, microscope }): Cell[][] => {
    const viewed = view
      ? [
          [id, view.step, 'reference', view.promptText, view.goldText, view.goldReward],
          [id, view.step, 'prior', view.promptText, view.prior.text, view.prior.reward],
          [id, view.step, 'policy', view.promptText, view.policy.text, view.policy.reward],
        ]
      : [];
    const group = (microscope?.texts ?? []).map((text, i): Cell[] => [
      id,
      microscope!.step,
      'proposal',
      microscope!.promptText,
      text,
      microscope!.reward[i],
      microscope!.logPrior[i],
      microscope!.logProposal[i],
      microscope!.logPolicy[i],
      microscope!.alpha[i],
    ]);
    return [...viewed, ...group];
  });
  const filled = rows.map((row) => SAMPLE_COLUMNS.map((_, i) => row[i]));
  return csvText([SAMPLE_COLUMNS, ...filled]);
}

/** Texts by file name. */
export const runFiles = (runs: readonly Run[], provenance: Provenance): Readonly<Record<string, string>> => ({
  'report.html': runsReport(runs, provenance),
  'config.json': configJson(runs, provenance),
  'frontier.csv': frontierCsv(runs, provenance),
  'steps.csv': stepsCsv(runs),
  'samples.csv': samplesCsv(runs),
});

export function runsZip(runs: readonly Run[], provenance: Provenance): Blob {
  const files = Object.entries(runFiles(runs, provenance)).map(([name, text]) => [name, strToU8(text)]);
  return new Blob([zipSync(Object.fromEntries(files))], { type: 'application/zip' });
}
