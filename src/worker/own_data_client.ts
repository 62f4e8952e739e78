// Client of the reading of a visitor's data, in a worker of its own.
import type { DataReading } from '../own/data/read_data.ts';
import type { DataProgress, DataQuestion } from './own_data_protocol.ts';
import { askOnce, type Reply } from './request.ts';

export const readDataInWorker = (
  question: DataQuestion,
  onReply: (reply: Reply<DataProgress, DataReading>) => void,
): { stop(): void } =>
  askOnce(
    new Worker(new URL('./own_data_worker.ts', import.meta.url), { type: 'module', name: 'data' }),
    question,
    onReply,
  );
