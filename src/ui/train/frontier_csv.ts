// Writes every evaluation of every run as a table, in full precision with standard errors, and the best reachable line
// behind each run. Each row contains the query of its run's link, so that the run can be repeated.
import { writeUrl } from '../../config/url.ts';
import { type Cell, csvText } from '../../formats/csv.ts';
import type { ReadClusterRun } from '../../store/cluster_runs.ts';
import type { Run } from '../../store/page_state.ts';
import type { Provenance } from '../charts/provenance.ts';

const MEASURED_COLUMNS = [
  'run',
  'task',
  'method',
  'seed',
  'step',
  'round',
  'seconds',
  'samples drawn',
  'kl (nats per response)',
  'kl standard error',
  'reward',
  'reward standard error',
  'entropy (nats per response)',
  'win-rate',
  'win-rate low',
  'win-rate high',
  'judge win-rate',
  'judge win-rate low',
  'judge win-rate high',
  'mean length (tokens)',
  'distinct fraction',
  'settings',
  'gamma of the best reachable line',
];
const COLUMNS = [...MEASURED_COLUMNS, 'link', 'backend', 'version', 'date'];

export function frontierCsv(
  runs: readonly Run[],
  provenance: Provenance,
  clusterRuns: readonly ReadClusterRun[] = [],
): string {
  const rows = runs.flatMap((run) => {
    const source = sourceOf(run, provenance);
    return [...evaluationRows(run), ...bestRows(run)].map((row) => [...row, ...source]);
  });
  const elsewhere = clusterRuns.flatMap((run) => {
    const backend = `computed elsewhere: ${run.computedOn}`;
    const source = sourceOf(run, { ...provenance, backend });
    return elsewhereRows(run).map((row) => [...row, ...source]);
  });
  return csvText([COLUMNS, ...rows, ...elsewhere]);
}

/** Each run has a link of its own; what computes is what computed when the table was saved. */
const sourceOf = (run: Pick<Run, 'config'>, provenance: Provenance): Cell[] => [
  linkOf(run, provenance),
  provenance.backend,
  provenance.version,
  provenance.date,
];

/** The address that repeats a run, wherever the page is. */
export function linkOf({ config }: Pick<Run, 'config'>, { link }: Provenance): string {
  const [page] = link.split(/[?#]/, 1);
  return `${page}${writeUrl(config)}#train`;
}

const evaluationRows = ({ id, config, evaluations }: Run): Cell[][] =>
  evaluations.map((evaluation): Cell[] => [
    id,
    config.task,
    config.method,
    config.seed,
    evaluation.step,
    evaluation.round,
    evaluation.seconds,
    evaluation.samplesDrawn,
    evaluation.kl.mean,
    evaluation.kl.standardError,
    evaluation.reward.mean,
    evaluation.reward.standardError,
    evaluation.entropy.mean,
    evaluation.winRate.rate,
    evaluation.winRate.low,
    evaluation.winRate.high,
    evaluation.judgeWinRate?.rate,
    evaluation.judgeWinRate?.low,
    evaluation.judgeWinRate?.high,
    evaluation.meanLength,
    evaluation.distinctFraction,
    writeUrl(config),
    undefined,
  ]);

const bestRows = ({ id, config, bestFrontier }: Run): Cell[][] =>
  bestFrontier.map(({ gamma, kl, reward, standardError }) => {
    const cells: Readonly<Record<string, Cell>> = {
      run: id,
      task: config.task,
      method: 'best reachable',
      seed: config.seed,
      'kl (nats per response)': kl,
      reward,
      'reward standard error': standardError,
      settings: writeUrl(config),
      'gamma of the best reachable line': gamma,
    };
    return measuredCells(cells);
  });

/** Of a run that a cluster went on with, the figures that its files have. */
const elsewhereRows = ({ id, config, points }: ReadClusterRun): Cell[][] =>
  points.map(({ step, round, kl, reward, meanLength }) =>
    measuredCells({
      run: `elsewhere ${id}`,
      task: config.task,
      method: config.method,
      seed: config.seed,
      step,
      round,
      'kl (nats per response)': kl.mean,
      'kl standard error': kl.standardError,
      reward: reward.mean,
      'reward standard error': reward.standardError,
      'mean length (tokens)': meanLength,
      settings: writeUrl(config),
    }),
  );

const measuredCells = (cells: Readonly<Record<string, Cell>>): Cell[] =>
  MEASURED_COLUMNS.map((column) => cells[column]);
