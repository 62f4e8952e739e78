// A try of a reward on samples, from a press to its outcome. One at a time; it ends with its panel.
import { useCallback, useEffect, useRef, useState } from 'react';
import { reasonOf } from '../../../errors/reason.ts';
import {
  type ResponseScorer,
  type ResponseToRate,
  ScoringFault,
  type ScoringProblem,
} from '../../../own/reward/response_scorer.ts';
import { type RewardTrial, tryReward } from './reward_trial.ts';

export type TrialState =
  | { readonly status: 'idle' | 'drawing' | 'rating' }
  | {
      readonly status: 'failed';
      /** Of the reward that was tried. */
      readonly key: string;
      readonly problem: ScoringProblem;
      /** The answer that the problem is about. */
      readonly answer?: string;
    }
  | { readonly status: 'tried'; readonly key: string; readonly trial: RewardTrial };

export type DrawSamples = (count: number, signal: AbortSignal) => Promise<readonly ResponseToRate[]>;

export interface TrialOfReward {
  /** Names the reward: its text, or its settings. */
  readonly key: string;
  readonly open: () => ResponseScorer;
  /** Answers to try it on. */
  readonly count: number;
}

export function useRewardTrial(drawSamples: DrawSamples) {
  const [state, setState] = useState<TrialState>({ status: 'idle' });
  const end = useRef<() => void>(undefined);
  useEffect(() => () => end.current?.(), []);

  const run = async ({ key, open, count }: TrialOfReward) => {
    end.current?.();
    const controller = new AbortController();
    const { signal } = controller;
    const show = (next: TrialState) => {
      if (!signal.aborted) setState(next);
    };
    let scorer: ResponseScorer | undefined;
    end.current = () => {
      controller.abort();
      scorer?.close();
    };
    let responses: readonly ResponseToRate[] = [];
    show({ status: 'drawing' });
    try {
      scorer = open();
      // A mistake in the reward itself is found before answers are drawn.
      await scorer.score([]);
      responses = await drawSamples(count, signal);
      show({ status: 'rating' });
      show({ status: 'tried', key, trial: await tryReward(scorer, responses) });
    } catch (error) {
      const problem = error instanceof ScoringFault ? error.problem : { message: reasonOf(error) };
      const answer = problem.response === undefined ? undefined : responses[problem.response]?.response;
      show({ status: 'failed', key, problem, answer });
    } finally {
      scorer?.close();
    }
  };
  const stop = useCallback(() => {
    end.current?.();
    setState({ status: 'idle' });
  }, []);
  return { state, run, stop };
}
