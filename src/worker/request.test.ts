import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type AnswerContext,
  type AskedWorker,
  answerRequests,
  askOnce,
  openRequests,
  type Reply,
  type WorkerScope,
} from './request.ts';

type Answerer = (question: number, context: AnswerContext<string>) => number | Promise<number>;

/** Both ends of a worker in this process; messages are cloned and take a microtask. */
function playedWorker(answer: Answerer) {
  const toWorker: ((event: { data: unknown }) => void)[] = [];
  const toPage: ((event: { data: unknown }) => void)[] = [];
  const onError: ((event: { message: string; preventDefault(): void }) => void)[] = [];
  const deliver = (listeners: ((event: { data: unknown }) => void)[]) => (message: unknown) => {
    const data = structuredClone(message);
    void Promise.resolve().then(() => {
      for (const listener of listeners) listener({ data });
    });
  };
  const scope: WorkerScope = {
    postMessage: deliver(toPage),
    addEventListener: (_type, listener) => void toWorker.push(listener),
  };
  const worker = {
    postMessage: deliver(toWorker),
    addEventListener: (type: string, listener: never) =>
      void (type === 'error' ? onError.push(listener) : toPage.push(listener)),
    terminate: vi.fn(),
  } as unknown as AskedWorker;
  answerRequests(answer, scope);
  const crash = (message: string) => {
    for (const listener of onError) listener({ message, preventDefault() {} });
  };
  return { worker, crash };
}

/** Collects replies under the name of their question. */
function log() {
  const lines: string[] = [];
  const named = (name: string) => (reply: Reply<string, number>) => {
    const text =
      reply.type === 'progress' ? reply.progress : reply.type === 'result' ? reply.result : reply.message;
    lines.push(`${name} ${reply.type} ${text}`);
  };
  return { lines, named };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const settle = () => vi.advanceTimersByTimeAsync(1000);
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a request', () => {
  it('has progress, then its result', async () => {
    const { worker } = playedWorker(async (question, { progress }) => {
      progress('half');
      await later(10);
      progress('nearly');
      return 2 * question;
    });
    const { lines, named } = log();
    openRequests<number, string, number>(() => worker).ask(21, named('a'));
    await settle();
    expect(lines).toEqual(['a progress half', 'a progress nearly', 'a result 42']);
  });

  it.each<[string, Answerer]>([
    [
      'throws',
      () => {
        throw new Error('no device');
      },
    ],
    ['rejects', () => Promise.reject('no device')],
    [
      'loses its device',
      async (_question, { fail, progress }) => {
        fail('no device');
        fail('again');
        progress('too late');
        return 1;
      },
    ],
  ])('fails once where the worker %s', async (_name, answer) => {
    const { worker } = playedWorker(answer);
    const { lines, named } = log();
    openRequests<number, string, number>(() => worker).ask(1, named('a'));
    await settle();
    expect(lines).toEqual(['a failed no device']);
  });

  it('fails where the worker crashes, unless it was answered', async () => {
    const { worker, crash } = playedWorker((question) => (question === 1 ? 1 : new Promise(() => {})));
    const { lines, named } = log();
    const { ask } = openRequests<number, string, number>(() => worker);
    ask(1, named('a'), 'one');
    ask(2, named('b'), 'two');
    await settle();
    crash('out of memory');
    expect(lines).toEqual(['a result 1', 'b failed its worker stopped: out of memory']);
  });
});

describe('a newer request', () => {
  it('replaces a waiting one on the same topic, and leaves others alone', async () => {
    const begunTasks: number[] = [];
    const { worker } = playedWorker((question) => {
      begunTasks.push(question);
      return question;
    });
    const { lines, named } = log();
    const { ask } = openRequests<number, string, number>(() => worker);
    ask(1, named('old'), 'x');
    ask(2, named('other'), 'y');
    ask(3, named('new'), 'x');
    await settle();
    expect(begunTasks).toEqual([2, 3]);
    expect(lines).toEqual(['other result 2', 'new result 3']);
  });

  it('silences a running one, which can detect it', async () => {
    const outdated: boolean[] = [];
    const { worker } = playedWorker(async (question, { progress, isOutdated }) => {
      progress('begun');
      await later(100);
      outdated.push(isOutdated());
      return question;
    });
    const { lines, named } = log();
    const { ask } = openRequests<number, string, number>(() => worker);
    ask(1, named('old'));
    await vi.advanceTimersByTimeAsync(50);
    ask(2, named('new'));
    await settle();
    expect(outdated).toEqual([true, false]);
    expect(lines).toEqual(['old progress begun', 'new progress begun', 'new result 2']);
  });
});

describe('a worker for one question', () => {
  it('ends with the answer', async () => {
    const { worker, crash } = playedWorker((question) => question);
    const { lines, named } = log();
    askOnce<number, string, number>(worker, 5, named('a'));
    await settle();
    expect(worker.terminate).toHaveBeenCalledOnce();
    crash('after the end');
    expect(lines).toEqual(['a result 5']);
  });

  it('says nothing once it is stopped', async () => {
    const { worker, crash } = playedWorker(async (question, { progress }) => {
      progress('begun');
      await later(100);
      return question;
    });
    const { lines, named } = log();
    const { stop } = askOnce<number, string, number>(worker, 5, named('a'));
    await vi.advanceTimersByTimeAsync(50);
    stop();
    await settle();
    crash('out of memory');
    expect(worker.terminate).toHaveBeenCalledOnce();
    expect(lines).toEqual(['a progress begun']);
  });
});
