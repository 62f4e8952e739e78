// What all exports are made of: each experiment with its result, and where the numbers come from.
import type { RunConfig } from '../../config/schema.ts';
import { outcomesOf } from '../comparisons.ts';
import type { Experiment, ExperimentResult, Outcomes } from '../experiment.ts';
import type { LlmJudge } from '../llm_judge.ts';
import type { RunOutcome } from '../run_outcome.ts';
import type { Scale } from '../scale.ts';

/** Where an experiment's numbers come from. */
export interface Provenance {
  readonly runs: number;
  readonly runsWanted: number;
  readonly seeds: readonly number[];
  readonly size: string;
  /** Of the runs, each once. */
  readonly backends: readonly string[];
  readonly versions: readonly string[];
  /** ISO 8601, of the first run and of the last; absent before any. */
  readonly from?: string;
  readonly to?: string;
  /** Of all runs together, whoever else shares them. */
  readonly seconds: number;
  readonly settings: readonly RunConfig[];
}

export interface ReportedExperiment {
  readonly experiment: Pick<Experiment, 'id' | 'title' | 'subject' | 'paper' | 'expectation'>;
  readonly result: ExperimentResult;
  readonly provenance: Provenance;
}

export interface Report {
  /** ISO 8601. */
  readonly date: string;
  readonly version: string;
  readonly command?: string;
  /** All that the experiments share, each counted once. */
  readonly runs: number;
  /** Of all runs together, also of those that an earlier command has left. */
  readonly seconds: number;
  readonly experiments: readonly ReportedExperiment[];
  /** Runs that failed, by what they are and why. */
  readonly failures: readonly { readonly run: string; readonly problem: string }[];
}

const distinct = (values: readonly string[]) => [...new Set(values)].sort();

function provenanceOf(runs: readonly RunOutcome[], runsWanted: number, { size, seeds }: Scale): Provenance {
  const dates = runs.map(({ provenance }) => provenance.date).sort();
  return {
    runs: runs.length,
    runsWanted,
    seeds,
    size,
    backends: distinct(runs.map(({ provenance }) => provenance.backend)),
    versions: distinct(runs.map(({ provenance }) => provenance.version)),
    from: dates[0],
    to: dates[dates.length - 1],
    seconds: runs.reduce((sum, { provenance }) => sum + provenance.seconds, 0),
    settings: runs.map(({ config }) => config),
  };
}

export function reportExperiment(
  experiment: Experiment,
  outcomes: Outcomes,
  scale: Scale,
  llm?: LlmJudge,
): ReportedExperiment {
  const { id, title, subject, paper, expectation } = experiment;
  const requests = experiment.requests(scale);
  return {
    experiment: { id, title, subject, paper, expectation },
    result: experiment.result(outcomes, scale, llm),
    provenance: provenanceOf(outcomesOf(outcomes, requests), requests.length, scale),
  };
}

/** What a report's runs are and took together. */
export const totalsOf = (outcomes: Iterable<RunOutcome>): Pick<Report, 'runs' | 'seconds'> => {
  const all = [...outcomes];
  return { runs: all.length, seconds: all.reduce((sum, { provenance }) => sum + provenance.seconds, 0) };
};

/** When, by what and out of how much a report was made. */
export const madeText = (
  { date, version, command, runs, seconds }: Report,
  quoted = (text: string) => text,
): string =>
  [
    `Made ${date.slice(0, 10)} with version ${version}`,
    command && `by ${quoted(command)}`,
    `from ${runs} ${runs === 1 ? 'run' : 'runs'}, ${durationText(seconds)} of computing`,
  ]
    .filter(Boolean)
    .join(' ');

export function durationText(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.round(seconds)} s`;
}

export function provenanceText({
  runs,
  runsWanted,
  seeds,
  size,
  backends,
  versions,
  from,
  to,
  seconds,
}: Provenance): string {
  if (runsWanted === 0) return `Computed on the spot, seed ${seeds[0]}.`;
  if (runs === 0) return `None of ${runsWanted} runs yet.`;
  const days =
    from!.slice(0, 10) === to!.slice(0, 10)
      ? from!.slice(0, 10)
      : `${from!.slice(0, 10)} to ${to!.slice(0, 10)}`;
  return `${runs} of ${runsWanted} runs, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}, size ${size}, ${backends.join(' and ')}, version ${versions.join(' and ')}, ${days}, ${durationText(seconds)} of computing.`;
}
