// The Gaussian experiment as React state: the last result stays during the next computation.
import { useEffect, useRef, useState } from 'react';
import type { GaussianOptions } from '../../gaussian/settings.ts';
import { type GaussianRequests, openGaussianWorker } from '../../worker/gaussian_client.ts';
import type { GaussianAnswer } from '../../worker/gaussian_worker.ts';
import type { Reply } from '../../worker/request.ts';

export interface GaussianState {
  /** Result that may be older than the shown settings. */
  readonly answer?: GaussianAnswer;
  /** Progress 0..1 of a long request. */
  readonly share?: number;
  readonly problem?: string;
}

function nextState({ answer }: GaussianState, reply: Reply<number, GaussianAnswer>): GaussianState {
  if (reply.type === 'progress') return { answer, share: reply.progress };
  if (reply.type === 'failed') return { answer, problem: reply.message };
  return { answer: reply.result };
}

/** `options` must be memoised: a new object is a new request. */
export function useGaussian(options: GaussianOptions): GaussianState {
  const [state, setState] = useState<GaussianState>({});
  const requests = useRef<GaussianRequests>(null);
  useEffect(() => {
    requests.current = openGaussianWorker();
    return () => requests.current?.stop();
  }, []);
  useEffect(() => {
    requests.current?.ask(options, (reply) => setState((state) => nextState(state, reply)));
  }, [options]);
  return state;
}
