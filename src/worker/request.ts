// Request protocol of all workers but the session's: a request, any number of progress messages, then a result or a
// failure. Both ends are here. Neither needs the DOM, so tests and Node processes use them too.
import { reasonOf } from '../errors/reason.ts';
import { holdLifeline, isServing, watchLifeline } from './lifeline.ts';

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
  const serving = holdLifeline((message) => scope.postMessage(message));
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
      await serving;
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
  /** Whether the worker has been heard, and whether it has ended by itself. */
  readonly state: 'silent' | 'serving' | 'gone';
}

/** The page's end. If the worker ends by itself, every open question fails, and the next one gets a new worker. */
export function openRequests<Question, Progress, Result>(
  open: () => AskedWorker,
): Requests<Question, Progress, Result> {
  const asked = new Map<string, { id: number; onReply: (reply: Reply<Progress, Result>) => void }>();
  let lastId = 0;
  let stopped = false;
  let state: Requests<Question, Progress, Result>['state'] = 'silent';
  const say = (topic: string, reply: Reply<Progress, Result>) => {
    const { onReply } = asked.get(topic)!;
    if (reply.type !== 'progress') asked.delete(topic);
    onReply(reply);
  };
  const end = (reason: string) => {
    if (stopped || state === 'gone') return;
    state = 'gone';
    worker.terminate();
    for (const topic of [...asked.keys()])
      say(topic, { type: 'failed', message: `its worker stopped: ${reason}` });
  };
  const opened = (): AskedWorker => {
    const created = open();
    state = 'silent';
    created.addEventListener('message', ({ data }) => {
      if (stopped || created !== worker) return;
      state = 'serving';
      if (isServing(data)) {
        watchLifeline(data, () => created === worker && end('the browser ended it without a word'));
        return;
      }
      const { id, topic, reply } = data as Answer<Progress, Result>;
      if (asked.get(topic)?.id === id) say(topic, reply);
    });
    created.addEventListener('error', (event) => {
      event.preventDefault();
      if (created === worker) end(event.message || 'unknown error');
    });
    return created;
  };
  let worker = opened();
  return {
    ask(question, onReply, topic = '') {
      if (state === 'gone') worker = opened();
      lastId++;
      asked.set(topic, { id: lastId, onReply });
      worker.postMessage({ id: lastId, topic, question } satisfies Request<Question>);
    },
    stop() {
      stopped = true;
      worker.terminate();
    },
    get state() {
      return state;
    },
  };
}

/** A worker for one question: it ends with the answer, so no state reaches the next run. */
export function askOnce<Question, Progress, Result>(
  worker: AskedWorker,
  question: Question,
  onReply: (reply: Reply<Progress, Result>) => void,
): { stop(): void } {
  const { ask, stop } = openRequests<Question, Progress, Result>(() => worker);
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
