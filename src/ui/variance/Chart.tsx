// The chart of section 7.3, with a choice of quantity, axes and estimators.
import { type CSSProperties, useMemo, useState } from 'react';
import { ESTIMATORS } from '../../gaussian/estimators.ts';
import { estimatorsOf, type ShownEstimator } from '../../gaussian/experiment.ts';
import { QUANTITIES, type Quantity } from '../../gaussian/summary.ts';
import type { GaussianAnswer } from '../../worker/gaussian_worker.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { SeriesSwatch } from '../charts/ChartLegend.tsx';
import type { ChartSeries } from '../charts/chart_series.ts';
import { useMediaQuery } from '../frame/useMediaQuery.ts';
import styles from './Chart.module.css';
import { ESTIMATOR_STYLES, IN_THE_PAPER, QUANTITY_LABELS } from './estimators.ts';
import { LOW_VIEW } from './geometry.ts';
import { chartLabel, niceRange, varianceSeries, type XAxis, xValue, type YScale } from './series.ts';

const STRINGS = {
  title: 'How noisy the gradient is',
  explanation: (repeats: string, samples: number) =>
    `Each point: ${repeats} estimates from ${samples} samples, with its 95 % interval.`,
  closedForms: 'Wide pale curves: GDC and GDC++ in closed form.',
  views: 'View of the chart',
  asInPaper: 'As in the paper',
  asInPaperTitle: 'Figure 3: the variance of three estimators',
  all: (count: number) => (count > ESTIMATORS.length ? 'All six' : 'All five'),
  allTitle: 'All estimators, and a choice of quantity and axes',
  quantity: 'Show',
  x: 'against',
  scale: 'on a',
  axes: { theta: 'θ, mean of the proposal', kl: 'KL(proposal, target) = θ²/2, nats' } satisfies Record<
    XAxis,
    string
  >,
  axisNames: { theta: 'θ', kl: 'KL' } satisfies Record<XAxis, string>,
  scales: { linear: 'linear scale', logarithmic: 'log scale' } satisfies Record<YScale, string>,
  estimators: 'Estimators',
  here: 'θ as dragged',
} as const;

/** Positive quantities, which a logarithmic scale can draw. */
const POSITIVE: readonly Quantity[] = ['variance', 'mse', 'relativeSpread'];

export interface ChartProps {
  readonly answer: GaussianAnswer;
  readonly theta: number;
  readonly busy: boolean;
}

export function Chart({ answer, theta, busy }: ChartProps) {
  const { result, options } = answer;
  const low = useMediaQuery(LOW_VIEW);
  const [asInPaper, setAsInPaper] = useState(true);
  const names = estimatorsOf(result);
  const [hadOwn, setHadOwn] = useState(false);
  const hasOwn = names.includes('own');
  // The paper's view has no place for an own rule.
  if (hasOwn !== hadOwn) {
    setHadOwn(hasOwn);
    if (hasOwn) setAsInPaper(false);
  }
  const [wantedQuantity, setQuantity] = useState<Quantity>('variance');
  const [wantedX, setX] = useState<XAxis>('theta');
  const [wantedScale, setScale] = useState<YScale>('linear');
  const [wantedEstimators, setWantedEstimators] = useState<ReadonlySet<ShownEstimator>>(
    new Set([...ESTIMATORS, 'own']),
  );
  const quantity = asInPaper ? 'variance' : wantedQuantity;
  const x = asInPaper ? 'theta' : wantedX;
  const scale = !asInPaper && POSITIVE.includes(quantity) ? wantedScale : 'linear';

  const view = useMemo(() => {
    const estimators = asInPaper ? new Set<ShownEstimator>(IN_THE_PAPER) : wantedEstimators;
    return { quantity, x, scale, estimators, asInPaper };
  }, [quantity, x, scale, wantedEstimators, asInPaper]);
  const measured = useMemo(() => varianceSeries(result, options, view), [result, options, view]);
  const range = useMemo(() => niceRange(measured, scale), [measured, scale]);
  const series = useMemo(
    () => (range ? [draggedThetaLine(xValue(x, theta), range), ...measured] : measured),
    [measured, range, x, theta],
  );
  const xAxis = useMemo(() => ({ label: STRINGS.axes[x] }), [x]);
  const yAxis = useMemo(
    () => ({ label: QUANTITY_LABELS[quantity], scale, ...range }),
    [quantity, scale, range],
  );

  function toggle(name: ShownEstimator): void {
    const next = new Set(wantedEstimators);
    if (!next.delete(name)) next.add(name);
    setWantedEstimators(next);
  }

  return (
    <div className={styles.panel} data-busy={busy}>
      <ChartFigure
        title={<span className="card-title">{STRINGS.title}</span>}
        explanation={`${STRINGS.explanation(formatCount(options.repeats), options.samples)}${asInPaper ? '' : ` ${STRINGS.closedForms}`}`}
        fileName={`gaussian-${quantity}`}
        label={chartLabel(result, view)}
        series={series}
        x={xAxis}
        y={yAxis}
        height={low ? 'medium' : 'large'}
        hover="point"
        legend={false}
      >
        <fieldset className={styles.views}>
          <legend className="visually-hidden">{STRINGS.views}</legend>
          <button
            type="button"
            className="tool"
            aria-pressed={asInPaper}
            title={STRINGS.asInPaperTitle}
            onClick={() => setAsInPaper(true)}
          >
            {STRINGS.asInPaper}
          </button>
          <button
            type="button"
            className="tool"
            aria-pressed={!asInPaper}
            title={STRINGS.allTitle}
            onClick={() => setAsInPaper(false)}
          >
            {STRINGS.all(names.length)}
          </button>
        </fieldset>
        {!asInPaper && (
          <div className={styles.choices}>
            <Choice
              label={STRINGS.quantity}
              value={quantity}
              options={QUANTITIES}
              names={QUANTITY_LABELS}
              onChange={setQuantity}
            />
            <Choice
              label={STRINGS.x}
              value={x}
              options={['theta', 'kl']}
              names={STRINGS.axisNames}
              onChange={setX}
            />
            <Choice
              label={STRINGS.scale}
              value={scale}
              options={POSITIVE.includes(quantity) ? ['linear', 'logarithmic'] : ['linear']}
              names={STRINGS.scales}
              onChange={setScale}
            />
          </div>
        )}
      </ChartFigure>
      {!asInPaper && (
        <fieldset className={styles.estimators}>
          <legend className="visually-hidden">{STRINGS.estimators}</legend>
          {names.map((name) => (
            <label
              key={name}
              className={styles.estimator}
              style={{ '--colour': `var(${ESTIMATOR_STYLES[name].colour})` } as CSSProperties}
            >
              <input type="checkbox" checked={wantedEstimators.has(name)} onChange={() => toggle(name)} />
              <SeriesSwatch series={ESTIMATOR_STYLES[name]} />
              {ESTIMATOR_STYLES[name].label}
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}

function draggedThetaLine(x: number, range: { readonly min: number; readonly max: number }): ChartSeries {
  return {
    id: 'here',
    label: STRINGS.here,
    colour: '--rule-strong',
    points: [
      { x, y: range.min },
      { x, y: range.max },
    ],
    line: 'dashed',
    lineWidth: 1,
    inLegend: false,
  };
}

const formatCount = (count: number) => count.toLocaleString('en');

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, names, onChange }: ChoiceProps<T>) {
  return (
    <label className={styles.choice}>
      {label}
      <select
        className="select"
        value={value}
        disabled={options.length < 2}
        onChange={(event) => onChange(event.target.value as T)}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option]}
          </option>
        ))}
      </select>
    </label>
  );
}
