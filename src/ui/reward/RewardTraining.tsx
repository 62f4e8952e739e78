// A reward model's running training: progress, loss, and accuracy on its training labels.
import { useMemo } from 'react';
import type { RewardTraining as Training } from '../../store/reward_state.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import styles from './RewardPanel.module.css';
import { accuracySeries, lossSeries } from './reward_series.ts';

const STRINGS = {
  loading: 'Loading the prior and the pairs…',
  preparing: (done: number, all: number) => `Compiling GPU kernels ${done}/${all}…`,
  step: (step: number, all: number) => `Step ${step} of ${all}`,
  measuring: 'Measuring it on pairs it has not seen…',
  stopped: (step: number) => `Stopped at step ${step}. What was made before is kept.`,
  failed: (problem: string) => `The training stopped: ${problem}. What was made before is kept.`,
  made: (steps: number) => `Trained for ${steps} steps.`,
  loss: 'Loss of the reward model',
  lossExplanation:
    '−log P(preferred) of each batch (thin), and smoothed. It starts at log 2 = 0.693, which a coin would have; noisy labels keep it from 0.',
  lossUnit: 'nats',
  accuracy: 'Accuracy on its training labels',
  accuracyExplanation:
    'Share of each batch’s pairs whose preferred response it rates higher (thin), and smoothed. Labels have errors, so not even the gold reward reaches 100 %.',
  accuracyUnit: 'right, %',
  waiting: 'The first step draws here.',
} as const;

const LOSS_AXIS = { label: STRINGS.lossUnit } as const;
const ACCURACY_AXIS = { label: STRINGS.accuracyUnit, max: 100 } as const;

function statusText({ status, steps, recipe, preparing, problem = '' }: Training): string {
  if (status === 'stopped') return STRINGS.stopped(steps.length);
  if (status === 'failed') return STRINGS.failed(problem.replace(/\.$/, ''));
  if (status === 'made') return STRINGS.made(steps.length);
  if (preparing) return STRINGS.preparing(preparing.done, preparing.total);
  if (steps.length === 0) return STRINGS.loading;
  return steps.length === recipe.steps ? STRINGS.measuring : STRINGS.step(steps.length, recipe.steps);
}

export function RewardTraining({ training }: { readonly training: Training }) {
  const { steps, recipe, status } = training;
  const loss = useMemo(() => lossSeries(steps), [steps]);
  const accuracy = useMemo(() => accuracySeries(steps), [steps]);
  const x = useMemo(() => ({ label: 'step', min: 0, max: recipe.steps }), [recipe.steps]);
  const text = statusText(training);
  return (
    <>
      <div className={styles.progress}>
        {status === 'running' && (
          <progress className="thin-progress" value={steps.length} max={recipe.steps} aria-label={text} />
        )}
        {status === 'failed' ? (
          <p className={styles.failed} role="alert">
            {text}
          </p>
        ) : (
          // Announced at the end, not at every step.
          <p role={status === 'running' ? undefined : 'status'}>{text}</p>
        )}
      </div>
      {(status === 'running' || steps.length > 0) && (
        <div className={styles.charts}>
          <ChartFigure
            title={STRINGS.loss}
            explanation={STRINGS.lossExplanation}
            fileName="reward-model-loss"
            label={`${STRINGS.loss}: ${text}`}
            series={loss}
            x={x}
            y={LOSS_AXIS}
            placeholder={STRINGS.waiting}
          />
          <ChartFigure
            title={STRINGS.accuracy}
            explanation={STRINGS.accuracyExplanation}
            fileName="reward-model-accuracy"
            label={`${STRINGS.accuracy}: ${text}`}
            series={accuracy}
            x={x}
            y={ACCURACY_AXIS}
            placeholder={STRINGS.waiting}
          />
        </div>
      )}
    </>
  );
}
