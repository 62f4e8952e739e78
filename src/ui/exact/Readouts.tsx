// Exact numbers of the latest evaluation, each with its meaning in a sentence.
import { entropy, expectation } from '../../exact/divergence.ts';
import type { ExactFigures, ExactWorld } from '../../session/protocol.ts';
import { formatNumber } from '../charts/number_format.ts';
import { Readout } from './Readout.tsx';
import styles from './Readouts.module.css';
import { READOUT_WORDS } from './readout_words.ts';

const STRINGS = {
  title: (step: number) => `Exactly, at step ${step}`,
  took: (count: string, elapsed: string) => `All ${count} strings went through the model in ${elapsed} ms.`,
  nats: 'nats',
  posterior: (value: string) => `target ${value}`,
  best: (value: string) => `best ${value}`,
  missed: { ...READOUT_WORDS.missed, symbol: 'KL(posterior ‖ policy)' },
  wasted: {
    ...READOUT_WORDS.wasted,
    symbol: 'KL(policy ‖ posterior)',
    text: `${READOUT_WORDS.wasted.text} Equal to log Z − (reward − γ drift) / γ.`,
  },
  totalVariation: {
    label: 'Largest gap',
    symbol: 'total variation',
    text: 'Largest difference between model and target in the probability of any set of strings. 0 to 1.',
  },
  entropy: { label: 'Variety', symbol: 'entropy', text: 'Near 0 the model always writes the same.' },
  logPartition: {
    label: 'log Z',
    text: 'Log of the starting model’s mean of exp(r / γ). It normalises the target (eq. 22).',
  },
} as const;

export interface ReadoutsProps {
  readonly world: ExactWorld;
  readonly evaluation: ExactFigures;
}

export function Readouts({ world, evaluation }: ReadoutsProps) {
  const { step, metrics, bestReward, rewardShortfall, milliseconds } = evaluation;
  const { logPosterior, logPartition, reward } = world;
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title(step)}</h2>
      <dl className={styles.grid}>
        <Readout words={STRINGS.missed} value={metrics.klPosteriorPolicy} note={STRINGS.nats} />
        <Readout words={STRINGS.wasted} value={metrics.klPolicyPosterior} note={STRINGS.nats} />
        <Readout words={READOUT_WORDS.drift} value={metrics.klPolicyPrior} note={STRINGS.nats} />
        <Readout words={STRINGS.totalVariation} value={metrics.totalVariation} />
        <Readout
          words={READOUT_WORDS.reward}
          value={metrics.expectedReward}
          note={STRINGS.posterior(formatNumber(expectation(logPosterior, reward)))}
        />
        <Readout
          words={READOUT_WORDS.shortfall}
          value={rewardShortfall}
          note={STRINGS.best(formatNumber(bestReward))}
        />
        <Readout
          words={STRINGS.entropy}
          value={metrics.entropy}
          note={STRINGS.posterior(formatNumber(entropy(logPosterior)))}
        />
        <Readout words={STRINGS.logPartition} value={logPartition} />
      </dl>
      <p className={styles.took}>
        {STRINGS.took(world.names.length.toLocaleString('en'), formatNumber(milliseconds))}
      </p>
    </section>
  );
}
