// Client of a supervised training on a visitor's data, in a worker of its own.
import type { Lengths } from '../own/sft/lengths.ts';
import type { BackendName } from '../session/protocol.ts';
import { askOnce } from './request.ts';
import type {
  MeasureLengths,
  SftControl,
  SftNews,
  SftQuestion,
  SftResult,
  TrainSft,
} from './sft_protocol.ts';

const open = () =>
  new Worker(new URL('./sft_worker.ts', import.meta.url), { type: 'module', name: 'fine-tuning' });

/** @param backend absent: the best available. */
export const trainSftOn =
  (backend?: BackendName): TrainSft =>
  (plan, onReply, goesOn) => {
    const worker = open();
    const asked = askOnce<SftQuestion, SftNews, SftResult>(
      worker,
      { kind: 'training', plan, backend, goesOn },
      onReply,
    );
    const control = (type: SftControl['type']) => () => worker.postMessage({ type } satisfies SftControl);
    return {
      pause: control('pause'),
      resume: control('resume'),
      stop: control('stop'),
      abandon: () => asked.stop(),
    };
  };

export const measureLengthsInWorker: MeasureLengths = (plan, onReply) =>
  askOnce<SftQuestion, SftNews, Lengths>(open(), { kind: 'lengths', plan }, onReply);
