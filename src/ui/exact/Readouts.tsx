// Exact numbers of the latest evaluation, each with its meaning in a sentence.
import { entropy, expectation } from '../../exact/divergence.ts';
import type { ExactFigures, ExactWorld } from '../../session/protocol.ts';
import { formatNumber } from '../charts/number_format.ts';
import { Readout } from './Readout.tsx';
import styles from './Readouts.module.css';

const STRINGS = {
  title: (step: number) => `Exactly, at step ${step}`,
  took: (count: string, elapsed: string) =>
    `All ${count} outcomes through the model and these figures: ${elapsed} ms, in the worker.`,
  nats: 'nats',
  posterior: (value: string) => `posterior ${value}`,
  best: (value: string) => `best ${value}`,
  klPosteriorPolicy: {
    label: 'KL(posterior ‖ policy)',
    text: 'What distribution matching descends on: large while the policy misses a mode.',
  },
  klPolicyPosterior: {
    label: 'KL(policy ‖ posterior)',
    text: 'Large while the policy wastes mass. Equal to log Z − (reward − γ KL(policy ‖ prior)) / γ.',
  },
  klPolicyPrior: {
    label: 'KL(policy ‖ prior)',
    text: 'How far training has moved; the frontier’s horizontal axis.',
  },
  reward: { label: 'Expected reward', text: 'Mean reward of the policy over all outcomes, not of samples.' },
  shortfall: {
    label: 'Short of the frontier',
    text: 'Reward that the best policy with the same KL to the prior has over this one.',
  },
  totalVariation: {
    label: 'Total variation',
    text: 'The largest difference in probability that policy and posterior give to any set of outcomes; 0 to 1.',
  },
  entropy: { label: 'Entropy of the policy', text: 'How undecided it is; near 0 it says one thing only.' },
  logPartition: {
    label: 'log Z',
    text: 'Log of the prior’s mean of exp(r / γ): it normalises the posterior (eq. 22).',
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
