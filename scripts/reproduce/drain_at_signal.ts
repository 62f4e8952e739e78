// Ctrl+C and SIGTERM end a queue of runs after those under way. What is done is kept, so the same command goes on.
import { durationText } from '../../src/experiments/report/report.ts';
import type { RunQueue } from '../../src/experiments/run_queue.ts';
import { type Interruption, listenForInterruption } from '../lib/interruption.ts';

export const drainAtSignal = (queue: RunQueue): Interruption =>
  listenForInterruption(() => {
    queue.drain();
    const under = queue.runs.filter(({ state }) => state === 'running').length;
    const left = queue.remainingSeconds;
    const time = left === undefined || under === 0 ? '' : `, in about ${durationText(left)}`;
    const runs = `the ${under} ${under === 1 ? 'run' : 'runs'} under way`;
    console.error(`Ending after ${runs}${time}. Again: at once, without ${under === 1 ? 'it' : 'them'}.`);
  });

export const stoppedText = (known: number, wanted: number, out: string): string =>
  `Stopped: ${known} of ${wanted} runs are in ${out}/runs. The same command computes the others.`;
