// What a run costs in time: estimated before it starts, measured while it runs.
import { useRef } from 'react';
import type { RunConfig } from '../../config/schema.ts';
import { roughDuration } from '../../math/rough_duration.ts';
import { currentRun } from '../../store/page_state.ts';
import { EARLY_EVALUATIONS } from '../../training/progress.ts';
import { runPasses } from '../../training/run_passes.ts';
import { usePage } from '../frame/useStore.ts';

const STRINGS = {
  before: (whole: string, dot: string) => `${whole} here, ${dot} a dot`,
  left: (time: string) => `${time} left`,
} as const;

/** Seconds of a whole run, and from one dot to the next, by how long one evaluation took. */
export function estimatedSeconds(config: RunConfig, evaluationMs: number) {
  const { training, evaluation, evaluations } = runPasses(config);
  const perPass = evaluationMs / 1000 / evaluation;
  const dots = evaluations - 1 + (evaluations > 1 ? EARLY_EVALUATIONS : 0);
  const whole = perPass * (training + dots * evaluation);
  return { whole, dot: whole / Math.max(1, dots) };
}

const FEWEST_SECONDS = 1;

/** Of the run's own pace, evaluations included; undefined where there is nothing to say. */
export function useRunCost(): string | undefined {
  const { status, step, totalSteps } = usePage((state) => state.progress);
  const draft = usePage((state) => state.draft);
  const run = usePage(currentRun);
  const began = useRef<{ readonly run: number; readonly atMs: number; readonly step: number }>(undefined);
  if (status === 'running') {
    if (began.current?.run !== run?.id) began.current = { run: run?.id ?? 0, atMs: performance.now(), step };
    const { atMs, step: first } = began.current!;
    const seconds = (performance.now() - atMs) / 1000;
    if (step <= first || seconds < FEWEST_SECONDS) return undefined;
    return STRINGS.left(roughDuration((seconds / (step - first)) * (totalSteps - step)));
  }
  began.current = undefined;
  if (status !== 'ready' || run?.evaluationMs === undefined) return undefined;
  const { whole, dot } = estimatedSeconds(draft, run.evaluationMs);
  return STRINGS.before(roughDuration(whole), roughDuration(dot));
}
