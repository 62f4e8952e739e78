// What Play would compute and how long that takes; while runs are under way, how far they are.
import type { ExperimentId } from '../../experiments/experiment.ts';
import { experiments } from '../../experiments/index.ts';
import type { PlayEstimate } from '../../experiments/play_estimate.ts';
import { costOf } from '../../experiments/run_cost.ts';
import type { QueuedRun } from '../../experiments/run_queue.ts';
import { roughDuration } from '../../math/rough_duration.ts';
import styles from './ReproducePage.module.css';

const STRINGS = {
  computing: (done: number, all: number) => `${done} of ${all} runs`,
  needs: (runs: number, time: string) => `${runs} ${runs === 1 ? 'run' : 'runs'}: ${time}.`,
  rest: (known: number, wanted: number, time: string) =>
    `${known} of ${wanted} runs are done. Play computes the other ${wanted - known}: ${time}.`,
  time: (time: string, speed: string) => `about ${time} ${speed}`,
  measured: 'at this machine’s speed so far',
  assumed: 'on a recorded CPU',
  shares: (shared: number, wanted: number, names: string) =>
    `Shares ${shared === wanted ? 'all' : `${shared} of them`} with ${names}.`,
  others: ' and others',
  elsewhere: (count: number) =>
    `Another experiment computes ${count === 1 ? 'one of its runs' : `${count} of its runs`} now.`,
} as const;

export interface PlayStateProps {
  readonly estimate: PlayEstimate;
  /** This experiment's runs in the queue. */
  readonly runs: readonly QueuedRun[];
  /** True if all that it wants has been asked for. */
  readonly isPlayed: boolean;
}

export function PlayState({ estimate, runs, isPlayed }: PlayStateProps) {
  const { wanted, missing, shared, sharedWith } = estimate;
  if (isPlayed) return <Progress runs={runs} wanted={wanted} finished={wanted - missing} />;
  const time = timeText(estimate);
  const known = wanted - missing;
  const active = runs.filter(({ state }) => state === 'waiting' || state === 'running').length;
  return (
    <p className={styles.provenance}>
      {known > 0 ? STRINGS.rest(known, wanted, time) : STRINGS.needs(wanted, time)}{' '}
      {known === 0 && shared > 0 && `${STRINGS.shares(shared, wanted, namesOf(sharedWith))} `}
      {active > 0 && STRINGS.elsewhere(active)}
    </p>
  );
}

/** "about 40 s on a recorded CPU". */
export const timeText = ({ seconds, isMeasured }: PlayEstimate): string =>
  STRINGS.time(roughDuration(seconds), isMeasured ? STRINGS.measured : STRINGS.assumed);

const NAMED = 2;

/** "Table 1 and Table 4", or "Table 1, Table 4 and others". */
function namesOf(ids: readonly ExperimentId[]): string {
  const titles = ids.slice(0, NAMED).map((id) => experiments[id].title);
  return ids.length > NAMED ? titles.join(', ') + STRINGS.others : titles.join(' and ');
}

interface ProgressProps {
  readonly runs: readonly QueuedRun[];
  readonly wanted: number;
  readonly finished: number;
}

function Progress({ runs, wanted, finished }: ProgressProps) {
  const cost = runs.reduce((sum, { request }) => sum + costOf(request), 0);
  const spent = runs.reduce((sum, { request, done }) => sum + done * costOf(request), 0);
  return (
    <p className={styles.progress}>
      <progress max={1} value={spent / cost} aria-label={STRINGS.computing(finished, wanted)} />
      {STRINGS.computing(finished, wanted)}
    </p>
  );
}
