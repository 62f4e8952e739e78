// Says what computes, and compares it with the reference in TensorFlow.js where the visitor asks.
import type { Agreement } from '../../session/protocol.ts';
import { formatNumber } from '../charts/number_format.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import styles from './ReferenceCheck.module.css';

const STRINGS = {
  check: 'Check against TensorFlow.js',
  checkTitle: 'Computes the latest batch once more on both; loads TensorFlow.js',
  checking: 'Computing the latest batch on both…',
  problem: (problem: string) => `Not compared: ${problem}.`,
  agreement: ({ rows, tokens, step, backend, reference }: Agreement, logProb: string, gradient: string) =>
    `${backend} beside ${reference}, ${rows} responses (${formatNumber(tokens)} tokens) at step ${step}: log-probs differ by at most ${logProb} nats, the gradient by ${gradient} of its largest element.`,
} as const;

export function ReferenceCheck() {
  const store = useActions();
  const isReference = usePage((state) => state.backend?.name.startsWith('tfjs-') ?? true);
  const hasBatch = usePage((state) => state.progress.step > 0 && state.progress.status !== 'failed');
  const agreement = usePage((state) => state.agreement);
  if (isReference) return null;
  const asked = agreement === 'asked';
  return (
    <div className={styles.check}>
      <button
        type="button"
        className="tool"
        title={STRINGS.checkTitle}
        disabled={!hasBatch || asked}
        onClick={store.check}
      >
        {STRINGS.check}
      </button>
      <p role="status">{asked ? STRINGS.checking : sentence(agreement)}</p>
    </div>
  );
}

function sentence(answer: { readonly agreement?: Agreement; readonly problem?: string } | undefined): string {
  if (answer?.problem !== undefined) return STRINGS.problem(answer.problem);
  if (!answer?.agreement) return '';
  const { logProbGap, gradientGap } = answer.agreement;
  return STRINGS.agreement(answer.agreement, formatNumber(logProbGap, 2), formatNumber(gradientGap, 2));
}
