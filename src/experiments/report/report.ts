// The content of all exports: each experiment with its result, and the origin of the numbers.
import type { RunConfig } from '../../config/schema.ts';
import { outcomesOf } from '../comparisons.ts';
import type { Experiment, ExperimentResult, Outcomes } from '../experiment.ts';
import type { LlmJudge } from '../llm_judge.ts';
import type { RunOutcome } from '../run_outcome.ts';
import { type Scale, SIZE_NAMES, type Size } from '../scale.ts';
import { wantedRuns } from '../wanted_runs.ts';
import { withDifferences } from './paper_differences.ts';

/** The origin of numbers. */
export interface RunsProvenance {
  readonly runs: number;
  /** The known ones and those that are still to be run. */
  readonly runsWanted: number;
  readonly seeds: readonly number[];
  /** Distinct values of all runs. */
  readonly backends: readonly string[];
  readonly versions: readonly string[];
  /** ISO 8601, of the first and the last run; absent before the first. */
  readonly from?: string;
  readonly to?: string;
  /** Sum over all runs, also over those that other experiments share. */
  readonly seconds: number;
  readonly settings: readonly RunConfig[];
}

/** The origin of an experiment's numbers. */
export interface Provenance extends RunsProvenance {
  readonly size: Size;
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
  /** Number of runs; a shared one counts once. */
  readonly runs: number;
  /** Sum over all runs, also over those of an earlier command. */
  readonly seconds: number;
  readonly experiments: readonly ReportedExperiment[];
  /** What a reader of the whole should know, in sentences. */
  readonly cautions: readonly string[];
  /** Failed runs, each with a description and the reason. */
  readonly failures: readonly { readonly run: string; readonly problem: string }[];
}

const distinct = (values: readonly string[]) => [...new Set(values)].sort();

export function provenanceOf(
  runs: readonly RunOutcome[],
  runsWanted: number,
  all: readonly number[],
): RunsProvenance {
  const known = new Set(runs.map(({ config }) => config.seed));
  const seeds = known.size > 0 ? all.filter((seed) => known.has(seed)) : all;
  const dates = runs.map(({ provenance }) => provenance.date).sort();
  return {
    runs: runs.length,
    runsWanted,
    seeds,
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
  const { claims, ...shown } = experiment.result(outcomes, scale, llm);
  const runs = outcomesOf(outcomes, experiment.requests(scale));
  // Looks ask for runs by what the runs say, whatever a language model says of them.
  const wanted = wantedRuns(experiment, outcomes, scale, llm ? undefined : claims);
  const keys = new Set([...wanted, ...runs].map(({ key }) => key));
  return {
    experiment: { id, title, subject, paper, expectation },
    result: { ...shown, claims: withDifferences(claims, experiment, outcomes, scale) },
    provenance: { ...provenanceOf(runs, keys.size, scale.seeds), size: scale.size },
  };
}

/** Of its experiments, which have one. */
export const sizeOf = ({ experiments }: Pick<Report, 'experiments'>): Size =>
  experiments[0]?.provenance.size ?? 'full';

/** Number of a report's runs, and their seconds. */
export const totalsOf = (outcomes: Iterable<RunOutcome>): Pick<Report, 'runs' | 'seconds'> => {
  const all = [...outcomes];
  return { runs: all.length, seconds: all.reduce((sum, { provenance }) => sum + provenance.seconds, 0) };
};

/** The line on how a report was made: date, version, command, runs and time. */
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

/** "seeds 1, 2, 4", or "seeds 1 to 20". */
function seedsText(seeds: readonly number[]): string {
  const [first, last] = [seeds[0], seeds[seeds.length - 1]];
  if (seeds.length === 1) return `seed ${first}`;
  return seeds.length > 3 && last - first === seeds.length - 1
    ? `seeds ${first} to ${last}`
    : `seeds ${seeds.join(', ')}`;
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
}: RunsProvenance & Partial<Provenance>): string {
  if (runsWanted === 0) return `Computed on the spot, seed ${seeds[0]}.`;
  if (runs === 0) return `None of ${runsWanted} runs yet.`;
  const days =
    from!.slice(0, 10) === to!.slice(0, 10)
      ? from!.slice(0, 10)
      : `${from!.slice(0, 10)} to ${to!.slice(0, 10)}`;
  const sizeText = size === undefined ? '' : `${SIZE_NAMES[size]}, `;
  return `${runs} of ${runsWanted} runs, ${seedsText(seeds)}, ${sizeText}${backends.join(' and ')}, version ${versions.join(' and ')}, ${days}, ${durationText(seconds)} of computing.`;
}
