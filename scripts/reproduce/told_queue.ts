// A queue of runs that says a line for each run that ends.
import { durationText } from '../../src/experiments/report/report.ts';
import type { RunRequest } from '../../src/experiments/run_outcome.ts';
import { RunQueue, type RunQueueOptions } from '../../src/experiments/run_queue.ts';
import { objectives } from '../../src/objectives/index.ts';

const nameOf = ({ config }: RunRequest): string =>
  `${objectives[config.method].label} on ${config.task}, seed ${config.seed}, n ${config.samplesPerPrompt}, gamma ${config.gamma}`;

/** The runs that failed, each with the reason. */
export const failuresOf = ({ runs }: RunQueue, name = nameOf): { run: string; problem: string }[] =>
  runs
    .filter(({ state }) => state === 'failed')
    .map(({ request, problem = '' }) => ({ run: name(request), problem }));

/** Loads what is known of the requests, without a line, and then tells what ends. */
export async function toldQueue(
  options: Omit<RunQueueOptions, 'onChange'>,
  requests: readonly RunRequest[],
  say: (line: string) => void,
  name = nameOf,
): Promise<RunQueue> {
  const reported = new Set<string>();
  let recalling = true;
  const queue = new RunQueue({
    ...options,
    onChange() {
      for (const { request, state, problem } of queue.runs) {
        if ((state !== 'done' && state !== 'failed') || reported.has(request.key)) continue;
        reported.add(request.key);
        if (recalling) continue;
        const left = queue.remainingSeconds;
        const progress = `${reported.size}/${queue.runs.length}`;
        const remaining = left === undefined || queue.isIdle ? '' : `, about ${durationText(left)} left`;
        say(`${progress} ${name(request)}: ${state}${problem ? ` (${problem})` : ''}${remaining}`);
      }
    },
  });
  await queue.recall(requests);
  recalling = false;
  return queue;
}
