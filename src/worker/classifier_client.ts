// A reward model of the visitor's as a scorer of the page, in a worker of its own.
import type { FileRecord } from '../formats/hugging_face/provenance.ts';
import { type ResponseScorer, ScoringFault } from '../own/reward/response_scorer.ts';
import type { ClassifierAnswer, ClassifierQuestion } from './classifier_protocol.ts';
import { openRequests } from './request.ts';

export interface ClassifierInWorker extends ResponseScorer {
  /** Known once it has rated. */
  readonly files: readonly FileRecord[] | undefined;
}

const CLOSED = { message: 'the reward model is no longer in use' };

export function classifierInWorker(question: Omit<ClassifierQuestion, 'responses'>): ClassifierInWorker {
  const requests = openRequests<ClassifierQuestion, never, ClassifierAnswer>(
    () =>
      new Worker(new URL('./classifier_worker.ts', import.meta.url), {
        type: 'module',
        name: 'reward model',
      }),
  );
  let files: readonly FileRecord[] | undefined;
  let lastCall = 0;
  let closed = false;
  const waiting = new Set<(fault: ScoringFault) => void>();
  return {
    get files() {
      return files;
    },
    score: (responses) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new ScoringFault(CLOSED));
        waiting.add(reject);
        requests.ask(
          { ...question, responses },
          (reply) => {
            waiting.delete(reject);
            if (reply.type === 'failed') return reject(new ScoringFault({ message: reply.message }));
            if (reply.type !== 'result') return;
            if ('problem' in reply.result) return reject(new ScoringFault(reply.result.problem));
            files = reply.result.files;
            resolve([...reply.result.scores]);
          },
          String(++lastCall),
        );
      }),
    close() {
      closed = true;
      requests.stop();
      for (const reject of waiting) reject(new ScoringFault(CLOSED));
      waiting.clear();
    },
  };
}
