// The Gaussian experiment as React state: the last result stays while the next one is computed.
import { useEffect, useRef, useState } from 'react';
import type { GaussianResult } from '../../gaussian/experiment.ts';
import type { GaussianOptions } from '../../gaussian/settings.ts';
import { createGaussianClient, type GaussianClient } from '../../worker/gaussian_client.ts';
import type { GaussianReply } from '../../worker/gaussian_worker.ts';

export interface GaussianAnswer {
  readonly result: GaussianResult;
  /** What the result was computed for; may be behind the settings shown. */
  readonly options: GaussianOptions;
  readonly elapsedMs: number;
}

export interface GaussianState {
  readonly answer?: GaussianAnswer;
  /** 0..1 while a long request is under way. */
  readonly share?: number;
  readonly problem?: string;
}

function next(state: GaussianState, reply: GaussianReply): GaussianState {
  if (reply.type === 'progress') return { answer: state.answer, share: reply.share };
  if (reply.type === 'problem') return { answer: state.answer, problem: reply.message };
  const { result, options, elapsedMs } = reply;
  return { answer: { result, options, elapsedMs } };
}

/** `options` must be memoised: a new object is a new request. */
export function useGaussian(options: GaussianOptions): GaussianState {
  const [state, setState] = useState<GaussianState>({});
  const client = useRef<GaussianClient>(null);
  useEffect(() => {
    client.current = createGaussianClient((reply) => setState((before) => next(before, reply)));
    return () => client.current?.dispose();
  }, []);
  useEffect(() => client.current?.request(options), [options]);
  return state;
}
