// Densities of target, policy and proposal; the proposal can be dragged. Its samples appear below as stems. A stem's
// direction is the sign of the chosen estimator's coefficient.
import { useMemo, useRef } from 'react';
import { formatNumber } from '../charts/number_format.ts';
import { useMediaQuery } from '../frame/useMediaQuery.ts';
import { useWidth } from '../frame/useWidth.ts';
import styles from './Densities.module.css';
import { coefficientLimit, densityPath, isNothing, LOW_VIEW, type Plot, plotFor } from './geometry.ts';

const STRINGS = {
  picture: 'Densities of target, policy and proposal, and the samples drawn with their coefficients',
  target: 'target p',
  policy: 'policy q',
  proposal: 'proposal q′',
  handle: 'Mean θ of the proposal',
  handleTitle: 'Drag, or use the arrow keys',
  density: 'density',
  coefficient: 'coefficient',
  x: 'sample y',
} as const;

const STEP = 0.05;
const PAGE_STEP = 0.25;

export interface DensitiesProps {
  readonly theta: number;
  readonly from: number;
  readonly to: number;
  readonly policyMean: number;
  readonly samples: readonly number[];
  readonly coefficients: readonly number[];
  readonly onTheta: (theta: number) => void;
}

export function Densities(props: DensitiesProps) {
  const { theta, from, to, policyMean, samples, coefficients, onTheta } = props;
  const boxRef = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(boxRef, 640);
  const [xMin, xMax] = [Math.min(0, policyMean, from) - 3, Math.max(0, policyMean, to) + 3];
  const low = useMediaQuery(LOW_VIEW);
  const plot = useMemo(() => plotFor(widthPx, xMin, xMax, low), [widthPx, xMin, xMax, low]);
  const move = (value: number) => onTheta(Number(Math.min(to, Math.max(from, value)).toFixed(2)));

  return (
    <section ref={boxRef} className={styles.box} aria-label={STRINGS.picture}>
      {/** biome-ignore lint/a11y/noSvgWithoutTitle: the section is named, a title would show as a tooltip everywhere */}
      <svg width={plot.widthPx} height={plot.heightPx}>
        <Axes plot={plot} xMin={xMin} xMax={xMax} limit={coefficientLimit(coefficients)} />
        <Curves plot={plot} theta={theta} policyMean={policyMean} />
        <Stems plot={plot} samples={samples} coefficients={coefficients} />
        <Handle plot={plot} theta={theta} from={from} to={to} onMove={move} />
      </svg>
    </section>
  );
}

interface CurvesProps {
  readonly plot: Plot;
  readonly theta: number;
  readonly policyMean: number;
}

function Curves({ plot, theta, policyMean }: CurvesProps) {
  // Names are on the outer flanks, where the two curves separate.
  const side = policyMean < 0 ? -1 : 1;
  const target = useMemo(() => densityPath(plot, 0), [plot]);
  const policy = useMemo(() => densityPath(plot, policyMean), [plot, policyMean]);
  const proposal = densityPath(plot, theta);
  const labelY = plot.density(0.3);
  const [targetX, policyX] = [plot.x(-0.78 * side), plot.x(policyMean + 0.78 * side)];
  const [targetAnchor, policyAnchor] = side > 0 ? (['end', 'start'] as const) : (['start', 'end'] as const);
  return (
    <g>
      <path
        d={`${proposal}L${plot.right} ${plot.densityBase}L${plot.left} ${plot.densityBase}Z`}
        className={styles.proposalArea}
      />
      <path d={proposal} className={styles.proposal} />
      <path d={policy} className={styles.policy} />
      <path d={target} className={styles.target} />
      <text x={targetX - 6 * side} y={labelY} textAnchor={targetAnchor} className={styles.targetName}>
        {STRINGS.target}
      </text>
      <text x={policyX + 6 * side} y={labelY} textAnchor={policyAnchor} className={styles.policyName}>
        {STRINGS.policy}
      </text>
      <text x={plot.x(theta)} y={plot.densityTop - 12} textAnchor="middle" className={styles.proposalName}>
        {STRINGS.proposal}
      </text>
    </g>
  );
}

interface AxesProps {
  readonly plot: Plot;
  readonly xMin: number;
  readonly xMax: number;
  readonly limit: number;
}

function Axes({ plot, xMin, xMax, limit }: AxesProps) {
  const { left, right, densityBase, densityTop, stemTop, stemBottom } = plot;
  const middle = (stemTop + stemBottom) / 2;
  const ticks = Array.from({ length: Math.floor(xMax) - Math.ceil(xMin) + 1 }, (_, i) => Math.ceil(xMin) + i);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in here takes the focus
    <g aria-hidden="true">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={plot.x(tick)} x2={plot.x(tick)} y1={stemTop} y2={stemBottom} className={styles.grid} />
          <text x={plot.x(tick)} y={stemBottom + 18} textAnchor="middle" className={styles.tick}>
            {signed(tick)}
          </text>
        </g>
      ))}
      <line x1={left} x2={right} y1={densityBase} y2={densityBase} className={styles.axis} />
      <line x1={left} x2={right} y1={middle} y2={middle} className={styles.axis} />
      {[limit, 0, -limit].map((value) => (
        <text
          key={value}
          x={left - 8}
          y={middle - (value / limit) * ((stemBottom - stemTop) / 2) + 4}
          textAnchor="end"
          className={styles.tick}
        >
          {signed(value)}
        </text>
      ))}
      <AxisTitle x={12} y={(densityTop + densityBase) / 2} text={STRINGS.density} />
      <AxisTitle x={12} y={middle} text={STRINGS.coefficient} />
      <text x={(left + right) / 2} y={stemBottom + 40} textAnchor="middle" className={styles.title}>
        {STRINGS.x}
      </text>
    </g>
  );
}

const signed = (value: number) => String(Number(value.toPrecision(2))).replace('-', '−');

function AxisTitle({ x, y, text }: { readonly x: number; readonly y: number; readonly text: string }) {
  return (
    <text x={x} y={y} textAnchor="middle" transform={`rotate(-90 ${x} ${y})`} className={styles.title}>
      {text}
    </text>
  );
}

interface StemsProps {
  readonly plot: Plot;
  readonly samples: readonly number[];
  readonly coefficients: readonly number[];
}

function Stems({ plot, samples, coefficients }: StemsProps) {
  const limit = coefficientLimit(coefficients);
  const middle = (plot.stemTop + plot.stemBottom) / 2;
  const half = (plot.stemBottom - plot.stemTop) / 2;
  const size = samples.length > 48 ? 3 : 5;
  return (
    <g>
      {samples.map((y, i) => {
        const px = plot.x(y);
        if (px < plot.left || px > plot.right) return null;
        const c = coefficients[i];
        const end = middle - (c / limit) * half;
        const tip = c < 0 ? size : -size;
        const kind = isNothing(c) ? styles.still : c < 0 ? styles.down : styles.up;
        return (
          // A sample's only identity is its index in the draw.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <g key={i} className={kind}>
            <title>{`y = ${formatNumber(y)}, c = ${formatNumber(c)}`}</title>
            <line x1={px} x2={px} y1={middle} y2={end} />
            {isNothing(c) ? (
              <circle cx={px} cy={middle} r="3" />
            ) : (
              <path d={`M${px - size} ${end}H${px + size}L${px} ${end + tip * 1.6}Z`} />
            )}
          </g>
        );
      })}
    </g>
  );
}

interface HandleProps {
  readonly plot: Plot;
  readonly theta: number;
  readonly from: number;
  readonly to: number;
  readonly onMove: (theta: number) => void;
}

function Handle({ plot, theta, from, to, onMove }: HandleProps) {
  const grabbedAt = useRef(0);
  const keys: Readonly<Record<string, number>> = {
    ArrowLeft: theta - STEP,
    ArrowDown: theta - STEP,
    ArrowRight: theta + STEP,
    ArrowUp: theta + STEP,
    PageDown: theta - PAGE_STEP,
    PageUp: theta + PAGE_STEP,
    Home: from,
    End: to,
  };
  const px = plot.x(theta);
  return (
    <g
      role="slider"
      data-target="theta"
      tabIndex={0}
      className={styles.handle}
      aria-label={STRINGS.handle}
      aria-valuemin={from}
      aria-valuemax={to}
      aria-valuenow={theta}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grabbedAt.current = event.clientX - px;
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId))
          onMove(plot.fromX(event.clientX - grabbedAt.current));
      }}
      onKeyDown={(event) => {
        const next = keys[event.key];
        if (next === undefined) return;
        event.preventDefault();
        onMove(next);
      }}
    >
      <title>{STRINGS.handleTitle}</title>
      <rect
        x={px - 24}
        y={plot.densityTop}
        width="48"
        height={plot.densityBase - plot.densityTop + 32}
        className={styles.grip}
      />
      <line x1={px} x2={px} y1={plot.densityTop} y2={plot.densityBase} className={styles.handleLine} />
      <line x1={px} x2={px} y1={plot.densityBase} y2={plot.stemBottom} className={styles.guide} />
      <circle cx={px} cy={plot.densityBase} r="11" className={styles.knobRing} />
      <circle cx={px} cy={plot.densityBase} r="7.5" className={styles.knob} />
      <text x={px} y={plot.densityBase + 27} textAnchor="middle" className={styles.value}>
        θ = {theta.toFixed(2).replace('-', '−')}
      </text>
    </g>
  );
}
