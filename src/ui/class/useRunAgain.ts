// Runs a code's settings again in this browser, one at a time, and compares the curves.
import { useEffect, useRef, useState } from 'react';
import type { FoundResult } from '../../class/find_results.ts';
import { type CurveDifference, curveDifference } from '../../class/run_again.ts';
import { reasonOf } from '../../errors/reason.ts';
import { runRequest } from '../../experiments/run_outcome.ts';
import { executeInWorkers } from '../../worker/experiment_client.ts';
import { useActions } from '../frame/useStore.ts';
import { VERSION } from '../frame/version.ts';

export type RunningAgain =
  /** Share done, 0..1. */
  | { readonly code: string; readonly done: number }
  | { readonly code: string; readonly difference: CurveDifference }
  | { readonly code: string; readonly problem: string };

const OTHER_STEPS = 'it has no test at the last step';

export function useRunAgain() {
  const store = useActions();
  const [state, setState] = useState<RunningAgain>();
  const stop = useRef(() => {});
  useEffect(() => () => stop.current(), []);
  const runAgain = async (result: FoundResult) => {
    const { code, backend, config } = result;
    // Parallel runs would slow each other down.
    store.pause();
    stop.current();
    setState({ code, done: 0 });
    const execute = executeInWorkers({ base: document.baseURI, version: VERSION, backend: () => backend });
    const execution = execute(runRequest(config, 0), ({ step, totalSteps }) =>
      setState({ code, done: totalSteps === 0 ? 0 : step / totalSteps }),
    );
    stop.current = execution.stop;
    try {
      const difference = curveDifference(result, await execution.outcome);
      setState(difference ? { code, difference } : { code, problem: OTHER_STEPS });
    } catch (error) {
      setState({ code, problem: reasonOf(error) });
    }
  };
  const cancel = () => {
    stop.current();
    setState(undefined);
  };
  return { state, runAgain, cancel };
}
