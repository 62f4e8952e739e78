// Shows a reward model's quality on held-out pairs, and its training data.
import { type ReactNode, useMemo } from 'react';
import type { RecordedRewardCard } from '../../formats/reward_card.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { formatNumber, formatPercent } from '../charts/number_format.ts';
import styles from './RewardPanel.module.css';
import { agreementWithLabels, calibrationSeries } from './reward_series.ts';

const STRINGS = {
  figures: (title: string) => `${title}: what it is worth`,
  accuracy: 'Right on held-out pairs',
  accuracyTitle: (pairs: string) =>
    `Share of ${pairs} pairs on prompts it has not seen, labelled by the gold reward without noise`,
  agreement: 'Agrees with noisy labels',
  agreementTitle: 'The same on pairs labelled as noisily as those it learned from; more than that is noise',
  correlation: 'Correlation with gold',
  correlationTitle: 'Pearson’s, of learned and gold reward over the differences within held-out pairs',
  priorAccuracy: 'Right on the prior’s samples',
  priorAccuracyTitle:
    'Share of pairs of the prior’s own samples to one prompt that it orders as the gold reward does',
  priorCorrelation: 'Correlation on them',
  priorCorrelationTitle:
    'Pearson’s, of learned and gold reward over deviations from each prompt’s mean, on prior samples',
  best: (choices: string) => `Gold, best of ${choices}`,
  bestTitle:
    'Mean gold reward of the one that it rates highest of so many prior samples. It should rise: a policy is pushed to the top of the model’s ranking.',
  loss: 'Held-out loss',
  lossTitle: '−log P(preferred) of eq. 18 on the noiseless pairs; a coin has 0.693',
  gamma: 'Its own γ',
  gammaTitle: 'With this goodness temperature exp(r / γ) states the odds it has learned (eq. 17)',
  trainedOn: (
    { pairs, noise, slips, priorShare, steps, pairsPerBatch, learningRate, seed }: RecordedRewardCard,
    visitorPairs: boolean,
  ) =>
    `Trained on ${pairs.toLocaleString('en')} ${visitorPairs ? 'pairs of your own' : `generated pairs with label noise ${noise}${slips > 0 ? ` and slips in ${Math.round(100 * slips)} % of the responses` : ''}${priorShare > 0 ? `, ${Math.round(100 * priorShare)} % of them the prior’s own samples` : ''}`}: ${steps} steps of ${pairsPerBatch} pairs, learning rate ${learningRate}, seed ${seed}.`,
  took: (seconds: string, backend: string) => `It took ${seconds} s on ${backend}.`,
  calibration: 'Calibration',
  calibrationExplanation:
    'How often the answer it favours was the preferred one, on held-out pairs with noisy labels. On the dashed line: when it says 70 %, it is right 70 % of the time. Whiskers: 95 %.',
  stated: 'stated probability, %',
  observed: 'was preferred, %',
  warning: 'Warning:',
} as const;

const STATED_AXIS = { label: STRINGS.stated, min: 50, max: 100 } as const;
const OBSERVED_AXIS = { label: STRINGS.observed, max: 100 } as const;

export interface RewardCardViewProps {
  readonly title: string;
  readonly fileName: string;
  readonly card: RecordedRewardCard;
  /** True if it was trained on the visitor's pairs. */
  readonly visitorPairs?: boolean;
  /** Buttons for the model; a warning precedes them. */
  readonly children?: ReactNode;
}

export function RewardCardView({
  title,
  fileName,
  card,
  visitorPairs = false,
  children,
}: RewardCardViewProps) {
  const { calibration, accuracy, correlation, loss, standardisedGamma, heldOut, warning } = card;
  const best = card.bestByModel.filter(({ choices }) => choices === 4 || choices === 16 || choices === 64);
  const series = useMemo(() => calibrationSeries(calibration), [calibration]);
  return (
    <div className={styles.card}>
      <div>
        <dl className={styles.figures} aria-label={STRINGS.figures(title)}>
          <Figure
            label={STRINGS.accuracy}
            title={STRINGS.accuracyTitle(heldOut.toLocaleString('en'))}
            value={formatPercent(accuracy)}
          />
          <Figure
            label={STRINGS.agreement}
            title={STRINGS.agreementTitle}
            value={formatPercent(agreementWithLabels(calibration))}
          />
          <Figure
            label={STRINGS.correlation}
            title={STRINGS.correlationTitle}
            value={formatNumber(correlation)}
          />
          <Figure
            label={STRINGS.priorAccuracy}
            title={STRINGS.priorAccuracyTitle}
            value={formatPercent(card.priorAccuracy)}
          />
          <Figure
            label={STRINGS.priorCorrelation}
            title={STRINGS.priorCorrelationTitle}
            value={formatNumber(card.priorCorrelation)}
          />
          <Figure
            label={STRINGS.best(best.map(({ choices }) => choices).join(' · '))}
            title={STRINGS.bestTitle}
            value={best.map(({ gold }) => formatNumber(gold, 2)).join(' · ')}
          />
          <Figure label={STRINGS.loss} title={STRINGS.lossTitle} value={formatNumber(loss)} unit="nats" />
          <Figure
            label={STRINGS.gamma}
            title={STRINGS.gammaTitle}
            value={formatNumber(standardisedGamma, 2)}
          />
        </dl>
        <p className={styles.record}>
          {STRINGS.trainedOn(card, visitorPairs)} {STRINGS.took(formatNumber(card.seconds, 2), card.backend)}
        </p>
        {warning && (
          <p className={styles.warning} role="status">
            <strong>{STRINGS.warning}</strong> {warning}
          </p>
        )}
        {children && <div className={styles.tools}>{children}</div>}
      </div>
      <div>
        <ChartFigure
          title={STRINGS.calibration}
          explanation={STRINGS.calibrationExplanation}
          fileName={fileName}
          label={`${STRINGS.calibration}: ${title}`}
          series={series}
          x={STATED_AXIS}
          y={OBSERVED_AXIS}
          hover="point"
        />
      </div>
    </div>
  );
}

interface FigureProps {
  readonly label: string;
  readonly title: string;
  readonly value: string;
  readonly unit?: string;
}

const Figure = ({ label, title, value, unit }: FigureProps) => (
  <div title={title}>
    <dt>{label}</dt>
    <dd>
      {value} {unit && <span className={styles.unit}>{unit}</span>}
    </dd>
  </div>
);
