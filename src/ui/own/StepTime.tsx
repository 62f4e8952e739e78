// How long a training step takes: estimated from the operations that it costs, then measured once steps have run.
import { useEffect } from 'react';
import { presetFor } from '../../config/presets.ts';
import { mean } from '../../math/statistics.ts';
import { stepFlops } from '../../model/step_flops.ts';
import type { ModelCard } from '../../own/model_card.ts';
import type { PageState } from '../../store/page_state.ts';
import { column } from '../../store/step_log.ts';
import { formatNumber } from '../charts/number_format.ts';
import { usePage } from '../frame/useStore.ts';
import { useOwnFiles } from './useOwnFiles.ts';

const STRINGS = {
  adapters: 'A step with adapters',
  whole: 'A step of the whole',
  step: 'A step',
  estimated: (time: string) => `about ${time}, estimated`,
  measured: (time: string, steps: number) =>
    `${time}, measured on ${steps} ${steps === 1 ? 'step' : 'steps'}`,
  measuring: 'measuring this machine…',
} as const;

/** Steps that the measured time is the mean of. */
const LATEST = 20;

function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${formatNumber(1000 * seconds, 2)} ms`;
  return seconds < 120 ? `${formatNumber(seconds, 2)} s` : `${formatNumber(seconds / 60, 2)} min`;
}

/** Of the run of these files that has trained last. */
function lastStepsMs({ runs }: PageState, own: string | undefined): Float64Array {
  const run =
    own === undefined ? undefined : runs.findLast((one) => one.config.own === own && one.steps.length > 0);
  return run ? column(run.steps, 'stepMs').slice(-LATEST) : new Float64Array(0);
}

export function StepTime({ card }: { readonly card: ModelCard }) {
  const { files, state } = useOwnFiles();
  const backend = usePage((page) => page.backend?.name);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another backend has another pace
  useEffect(() => void files.measurePace(), [files, backend]);
  const { pace, plan, opened } = state;
  const method = usePage(({ draft }) => draft.method);
  const own = opened.status === 'known' ? opened.answer.id : undefined;
  const count = usePage((page) => lastStepsMs(page, own).length);
  const meanMs = usePage((page) => mean(lastStepsMs(page, own)));
  if (count > 0)
    return <Line name={STRINGS.step} text={STRINGS.measured(formatSeconds(meanMs / 1000), count)} />;
  const { groupsPerBatch, samplesPerPrompt } = presetFor('own', method);
  const rows = { rows: groupsPerBatch * samplesPerPrompt, length: plan.length, scored: plan.answerTokens };
  const estimate = (config: ModelCard['config']): string => {
    if (pace.status === 'known')
      return STRINGS.estimated(formatSeconds(stepFlops(config, rows) / pace.answer.flopsPerSecond));
    return pace.status === 'failed' ? pace.message : STRINGS.measuring;
  };
  // Their number hardly matters: what they cost is a pass through the frozen model.
  const adapted = { ...card.config, lora: { rank: 8, alpha: 32, targets: [] } };
  return (
    <>
      <Line name={STRINGS.adapters} text={estimate(adapted)} />
      <Line name={STRINGS.whole} text={estimate(card.config)} />
    </>
  );
}

const Line = ({ name, text }: { readonly name: string; readonly text: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{text}</dd>
  </div>
);
