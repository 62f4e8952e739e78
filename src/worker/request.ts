// Request protocol of all workers but the session's: a request, any number of progress messages, then a result or a
// failure. Both ends are here. Neither needs the DOM, so tests and Node processes use them too.
import { reasonOf } from '../errors/reason.ts';

export type Reply<Progress, Result> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'result'; readonly result: Result }
  /** A sentence without a full stop. */
  | { readonly type: 'failed'; readonly message: string };

interface Request<Question> {
  readonly id: number;
  /** A newer request on the same topic makes an older one outdated. */
  readonly topic: string;
  readonly question: Question;
}

interface Answer<Progress, Result> {
  readonly id: number;
  readonly topic: string;
  readonly reply: Reply<Progress, Result>;
}

/** The scope inside a worker. */
export interface WorkerScope {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

/** A worker as its page sees it. */
export interface AskedWorker {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(
    type: 'error',
    listener: (event: { message: string; preventDefault(): void }) => void,
  ): void;
  terminate(): void;
}

export interface AnswerContext<Progress> {
  progress(progress: Progress): void;
  /** Ends the answer with a failure from outside the answering code, such as a lost device. */
  fail(message: string): void;
  /** True if a newer request on the same topic has arrived, so nobody waits for this answer. */
  isOutdated(): boolean;
}

const isRequest = <Question>(data: unknown): data is Request<Question> =>
  typeof data === 'object' && data !== null && 'question' in data;

/** The worker's end. Messages other than requests are left to other listeners. */
export function answerRequests<Question, Progress, Result>(
  answer: (question: Question, context: AnswerContext<Progress>) => Result | Promise<Result>,
  scope: WorkerScope = globalThis as unknown as WorkerScope,
): void {
  const latest = new Map<string, number>();
  scope.addEventListener('message', ({ data }) => {
    if (!isRequest<Question>(data)) return;
    const { id, topic, question } = data;
    let ended = false;
    const isOutdated = () => latest.get(topic) !== id;
    const say = (reply: Reply<Progress, Result>) => {
      if (ended || isOutdated()) return;
      ended = reply.type !== 'progress';
      scope.postMessage({ id, topic, reply } satisfies Answer<Progress, Result>);
    };
    const context: AnswerContext<Progress> = {
      progress: (progress) => say({ type: 'progress', progress }),
      fail: (message) => say({ type: 'failed', message }),
      isOutdated,
    };
    latest.set(topic, id);
    // A separate event-loop task: waiting requests are read first, so that no outdated one begins.
    setTimeout(async () => {
      if (isOutdated()) return;
      try {
        say({ type: 'result', result: await answer(question, context) });
      } catch (error) {
        context.fail(reasonOf(error));
      }
    }, 0);
  });
}

export interface Requests<Question, Progress, Result> {
  /** Passes on every reply; a later question on the same topic silences this one. */
  ask(question: Question, onReply: (reply: Reply<Progress, Result>) => void, topic?: string): void;
  /** Terminates the worker; no replies follow. */
  stop(): void;
}

/** The page's end. If the worker crashes, every open question fails. */
export function openRequests<Question, Progress, Result>(
  worker: AskedWorker,
): Requests<Question, Progress, Result> {
  const open = new Map<string, { id: number; onReply: (reply: Reply<Progress, Result>) => void }>();
  let lastId = 0;
  let stopped = false;
  const say = (topic: string, reply: Reply<Progress, Result>) => {
    const { onReply } = open.get(topic)!;
    if (reply.type !== 'progress') open.delete(topic);
    onReply(reply);
  };
  worker.addEventListener('message', ({ data }) => {
    const { id, topic, reply } = data as Answer<Progress, Result>;
    if (!stopped && open.get(topic)?.id === id) say(topic, reply);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    if (stopped) return;
    const message = `its worker stopped: ${event.message || 'unknown error'}`;
    for (const topic of [...open.keys()]) say(topic, { type: 'failed', message });
  });
  return {
    ask(question, onReply, topic = '') {
      lastId++;
      open.set(topic, { id: lastId, onReply });
      worker.postMessage({ id: lastId, topic, question } satisfies Request<Question>);
    },
    stop() {
      stopped = true;
      worker.terminate();
    },
  };
}

/** A worker for one question: it ends with the answer, so no state reaches the next run. */
export function askOnce<Question, Progress, Result>(
  worker: AskedWorker,
  question: Question,
  onReply: (reply: Reply<Progress, Result>) => void,
): { stop(): void } {
  const { ask, stop } = openRequests<Question, Progress, Result>(worker);
  ask(question, (reply) => {
    if (reply.type !== 'progress') stop();
    onReply(reply);
  });
  return { stop };
}

/** Turns replies into a promise. */
export const settling =
  <Progress, Result>(
    resolve: (result: Result) => void,
    reject: (error: Error) => void,
    onProgress: (progress: Progress) => void,
  ) =>
  (reply: Reply<Progress, Result>): void => {
    if (reply.type === 'progress') onProgress(reply.progress);
    else if (reply.type === 'result') resolve(reply.result);
    else reject(new Error(reply.message));
  };
