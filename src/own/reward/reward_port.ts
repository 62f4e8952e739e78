// A scorer across a message port: the session rates in its worker, and the scorer lives in the page, which alone can open a
// frame. Each call has a number; its answer is rewards or a problem. Neither end has a time limit: that is the scorer's, and
// a hidden page still answers messages. When the page takes the scorer away it says so, and whatever waits fails.
import { reasonOf } from '../../errors/reason.ts';
import {
  type ResponseScorer,
  type ResponseToRate,
  ScoringFault,
  type ScoringProblem,
} from './response_scorer.ts';

interface Call {
  readonly id: number;
  readonly responses: readonly ResponseToRate[];
}
type Answer =
  | { readonly id: number; readonly scores: readonly number[] }
  | { readonly id: number; readonly problem: ScoringProblem }
  | { readonly closed: true };

/** A MessagePort of any runtime. */
export interface RewardPort {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}

const TAKEN_AWAY: ScoringProblem = { message: 'the reward is no longer in use' };

/**
 * The page's end: answers calls from `port` by `scorer`.
 * @returns ends it, and closes the scorer with it
 */
export function answerCalls(port: RewardPort, scorer: ResponseScorer): () => void {
  let closed = false;
  const say = (answer: Answer) => {
    if (!closed) port.postMessage(answer);
  };
  port.addEventListener('message', async ({ data }) => {
    const { id, responses } = data as Call;
    try {
      say({ id, scores: await scorer.score(responses) });
    } catch (error) {
      const problem = error instanceof ScoringFault ? error.problem : { message: reasonOf(error) };
      say({ id, problem });
    }
  });
  port.start();
  return () => {
    say({ closed: true });
    closed = true;
    scorer.close();
    port.close();
  };
}

/** The session's end: a scorer that asks the page. Closing it closes the port alone. */
export function scorerThrough(port: RewardPort): ResponseScorer {
  const waiting = new Map<number, { resolve(scores: number[]): void; reject(fault: ScoringFault): void }>();
  let lastId = 0;
  let closed = false;
  const close = () => {
    closed = true;
    for (const { reject } of waiting.values()) reject(new ScoringFault(TAKEN_AWAY));
    waiting.clear();
    port.close();
  };
  port.addEventListener('message', ({ data }) => {
    const answer = data as Answer;
    if ('closed' in answer) return close();
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('scores' in answer) call?.resolve([...answer.scores]);
    else call?.reject(new ScoringFault(answer.problem));
  });
  port.start();
  return {
    score: (responses) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new ScoringFault(TAKEN_AWAY));
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        port.postMessage({ id, responses } satisfies Call);
      }),
    close,
  };
}
