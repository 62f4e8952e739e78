// Exact numbers of the latest evaluation, each with its meaning in a sentence.
import { entropy, expectation } from '../../exact/divergence.ts';
import type { ExactFigures, ExactWorld } from '../../session/protocol.ts';
import { formatNumber } from '../charts/number_format.ts';
import { Readout } from './Readout.tsx';
import styles from './Readouts.module.css';

const STRINGS = {
  title: (step: number) => `Exactly, at step ${step}`,
  took: (count: string, elapsed: string) => `All ${count} strings went through the model in ${elapsed} ms.`,
  nats: 'nats',
  posterior: (value: string) => `target ${value}`,
  best: (value: string) => `best ${value}`,
  klPosteriorPolicy: {
    label: 'Missed',
    symbol: 'KL(posterior ‖ policy)',
    text: 'Large if the model never writes something it should.',
  },
  klPolicyPosterior: {
    label: 'Wasted',
    symbol: 'KL(policy ‖ posterior)',
    text: 'Large if it writes what it should not. Equal to log Z − (reward − γ drift) / γ.',
  },
  klPolicyPrior: {
    label: 'Drift',
    symbol: 'KL(policy ‖ prior)',
    text: 'How far the model has moved from the starting model: the frontier’s horizontal axis.',
  },
  reward: { label: 'Expected reward', text: 'Mean reward of the model over all strings.' },
  shortfall: {
    label: 'Short of the frontier',
    text: 'The best model with the same drift has this much more reward.',
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
        <Readout words={STRINGS.klPosteriorPolicy} value={metrics.klPosteriorPolicy} note={STRINGS.nats} />
        <Readout words={STRINGS.klPolicyPosterior} value={metrics.klPolicyPosterior} note={STRINGS.nats} />
        <Readout words={STRINGS.klPolicyPrior} value={metrics.klPolicyPrior} note={STRINGS.nats} />
        <Readout words={STRINGS.totalVariation} value={metrics.totalVariation} />
        <Readout
          words={STRINGS.reward}
          value={metrics.expectedReward}
          note={STRINGS.posterior(formatNumber(expectation(logPosterior, reward)))}
        />
        <Readout
          words={STRINGS.shortfall}
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
