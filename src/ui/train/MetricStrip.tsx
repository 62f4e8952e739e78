// The run's current values with their units.
import { formatBytes, formatNumber, formatPercent } from '../charts/number_format.ts';
import { useCurrentRun, usePage } from '../frame/useStore.ts';
import styles from './MetricStrip.module.css';

const STRINGS = {
  label: 'Current values',
  reward: ['Reward', 'Mean reward at the last evaluation'],
  learned: [
    'Reward: learned · gold',
    'Mean of the learned reward that is trained on, and of the task’s gold reward, at the last evaluation; where they part, the learned one is being gamed',
  ],
  winRate: ['Win-rate', 'Share of prompts on which the policy scores above the gold response, by the reward'],
  kl: ['KL to prior', 'KL(policy ‖ prior) at the last evaluation, summed over tokens'],
  entropy: ['Entropy', 'Entropy of the policy per response at the last evaluation'],
  ess: ['ESS α · β', 'Effective number of samples behind α and β in the last batch, of n'],
  sampled: ['Sampling', 'Tokens drawn per second'],
  trained: ['Training', 'Tokens trained on per second'],
  step: ['Step time', 'Wall-clock time of the last gradient step'],
  memory: ['Memory', 'Bytes held on the device, and the most there were'],
  parameters: ['Parameters', 'Trainable weights of the model'],
} as const;

export function MetricStrip() {
  const run = useCurrentRun();
  const parameterCount = usePage((state) => state.parameterCount);
  const evaluation = run?.evaluations.at(-1);
  const step = run?.steps.latest;
  const n = run?.config.samplesPerPrompt;
  return (
    <dl className={styles.strip} aria-label={STRINGS.label}>
      {run && run.config.reward !== 'gold' ? (
        <Metric
          text={STRINGS.learned}
          value={
            evaluation &&
            `${formatNumber(evaluation.reward.mean)} · ${formatNumber(evaluation.goldReward.mean)}`
          }
        />
      ) : (
        <Metric text={STRINGS.reward} value={formatNumber(evaluation?.reward.mean)} />
      )}
      <Metric text={STRINGS.winRate} value={evaluation && formatPercent(evaluation.winRate.rate)} />
      <Metric text={STRINGS.kl} value={formatNumber(evaluation?.kl.mean)} unit="nats" />
      <Metric text={STRINGS.entropy} value={formatNumber(evaluation?.entropy.mean)} unit="nats" />
      <Metric
        text={STRINGS.ess}
        value={step && `${formatNumber(step.essAlpha, 2)} · ${formatNumber(step.essBeta, 2)}`}
        unit={`of ${n}`}
      />
      <Metric text={STRINGS.sampled} value={formatNumber(step?.sampledTokensPerSecond)} unit="tok/s" />
      <Metric text={STRINGS.trained} value={formatNumber(step?.trainedTokensPerSecond)} unit="tok/s" />
      <Metric text={STRINGS.step} value={formatNumber(step?.stepMs)} unit="ms" />
      <Metric
        text={STRINGS.memory}
        value={step && formatBytes(step.deviceBytes)}
        unit={step && `peak ${formatBytes(step.peakDeviceBytes)}`}
      />
      <Metric text={STRINGS.parameters} value={parameterCount?.toLocaleString('en')} />
    </dl>
  );
}

interface MetricProps {
  readonly text: readonly [label: string, title: string];
  readonly value: string | undefined;
  readonly unit?: string;
}

function Metric({ text: [label, title], value = '–', unit }: MetricProps) {
  return (
    <div className={styles.metric} title={title}>
      <dt>{label}</dt>
      <dd>
        {value} {unit && value !== '–' && <span className={styles.unit}>{unit}</span>}
      </dd>
    </div>
  );
}
