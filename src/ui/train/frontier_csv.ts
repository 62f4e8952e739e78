// Every evaluation of every run as a table: full precision, standard errors as measured, and the settings of each run as
// the query of its link, so that a row can be run again.
import { writeUrl } from '../../config/url.ts';
import { type Cell, csvText } from '../../formats/csv.ts';
import type { Run } from '../../store/page_state.ts';

const COLUMNS = [
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
];

export function frontierCsv(runs: readonly Run[]): string {
  const rows = runs.flatMap(({ id, config, evaluations }) =>
    evaluations.map((one): Cell[] => [
      id,
      config.task,
      config.method,
      config.seed,
      one.step,
      one.round,
      one.seconds,
      one.samplesDrawn,
      one.kl.mean,
      one.kl.standardError,
      one.reward.mean,
      one.reward.standardError,
      one.entropy.mean,
      one.winRate.rate,
      one.winRate.low,
      one.winRate.high,
      one.judgeWinRate.rate,
      one.judgeWinRate.low,
      one.judgeWinRate.high,
      one.meanLength,
      one.distinctFraction,
      writeUrl(config),
    ]),
  );
  return csvText([COLUMNS, ...rows]);
}
