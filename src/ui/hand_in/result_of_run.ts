// What a result code says of a run on the page: exact figures where there are any, and whether its settings tell all of it.
import { type CurvePoint, isWritable, thinnedCurve } from '../../class/curve_bytes.ts';
import type { ResultCode } from '../../class/result_code.ts';
import type { BackendName } from '../../session/protocol.ts';
import type { Run } from '../../store/page_state.ts';

/** Evaluations that a code can hold; of many, every second one. */
function curveOf({
  evaluations,
  exactEvaluations,
  markovFigures,
}: Run): Pick<ResultCode, 'curve' | 'isExact'> {
  const exact = new Map<number, Pick<CurvePoint, 'reward' | 'kl'>>([
    ...markovFigures.map(({ step, reward, kl }) => [step, { reward, kl }] as const),
    ...exactEvaluations.map(
      ({ step, metrics }) => [step, { reward: metrics.expectedReward, kl: metrics.klPolicyPrior }] as const,
    ),
  ]);
  const isExact = evaluations.length > 0 && evaluations.every(({ step }) => exact.has(step));
  const places = evaluations.map(({ step, reward, kl }) => ({
    step,
    ...(isExact ? exact.get(step)! : { reward: reward.mean, kl: kl.mean }),
  }));
  return { curve: thinnedCurve(places.filter(isWritable)), isExact };
}

/** What the learner said, beside the run. */
export type Said = Pick<ResultCode, 'lesson' | 'seat' | 'prediction' | 'nickname'> &
  Partial<Pick<ResultCode, 'answers'>>;

/** Undefined before the first evaluation, or while nothing is known to compute. */
export function resultOfRun(
  run: Run | undefined,
  backend: BackendName | undefined,
  { answers = {}, ...said }: Said,
): ResultCode | undefined {
  if (!run || !backend) return undefined;
  const { curve, isExact } = curveOf(run);
  if (curve.length === 0) return undefined;
  const { config, changes, rewardModel, kept } = run;
  const hasOwnData = rewardModel !== undefined || Object.keys(kept?.inputs ?? {}).length > 0;
  const isRepeatable = changes.length === 0 && !kept?.parent && !hasOwnData;
  return { config, backend, curve, isExact, isRepeatable, answers, ...said };
}
