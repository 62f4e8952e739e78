// The picture of the support with a cursor. Pointer or arrow keys choose an outcome; its name and masses appear below.
// A move redraws only the cursor's marks, not the dots.
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ExactWorld } from '../../session/protocol.ts';
import { useChartScale } from '../charts/chart_scale.ts';
import { drawQueue } from '../charts/draw_queue.ts';
import { formatNumber } from '../charts/number_format.ts';
import { usePresenting } from '../frame/presenting.ts';
import { currentTheme, subscribeToTheme } from '../frame/theme.ts';
import { useWidth } from '../frame/useWidth.ts';
import styles from './Support.module.css';
import { drawSupport } from './support_draw.ts';
import type { Mode } from './support_modes.ts';
import { ranksOf } from './support_modes.ts';
import {
  nearestRank,
  type RankScale,
  type SupportCurve,
  type SupportPlot,
  supportPlot,
} from './support_plot.ts';

const STRINGS = {
  slider: 'Outcome, by rank under the target',
  place: (rank: string, count: string) => `rank ${rank} of ${count}`,
  reward: 'reward',
} as const;

const PAGE = 64;

/** Of the window's height, for a room. */
const PRESENTED_SHARE = 0.5;

export interface SupportPictureProps {
  readonly world: ExactWorld;
  readonly order: Uint32Array;
  readonly curves: readonly SupportCurve[];
  readonly modes: readonly Mode[];
  readonly scale: RankScale;
  readonly label: string;
  readonly canvasRef: RefObject<HTMLCanvasElement | null>;
}

export function SupportPicture(props: SupportPictureProps) {
  const { world, order, curves, modes, scale, label, canvasRef } = props;
  const boxRef = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(boxRef, 960);
  const presenting = usePresenting();
  const textScale = useChartScale();
  const heightPx = presenting ? Math.round(PRESENTED_SHARE * innerHeight) : widthPx < 640 ? 300 : 380;
  const [rank, setRank] = useState(0);
  const theme = useSyncExternalStore(subscribeToTheme, currentTheme);
  const outcomes = order.length;
  const plot = useMemo(() => {
    const logMasses = curves.map(({ logMass }) => logMass);
    return supportPlot({ widthPx, heightPx, outcomes, scale, textScale, logMasses });
  }, [widthPx, heightPx, outcomes, scale, textScale, curves]);
  const names = useMemo(() => {
    const ranks = ranksOf(order);
    return modes.map(({ outcome }) => ({
      rank: ranks[outcome],
      name: world.names[outcome],
      logMass: Math.max(...curves.map(({ logMass }) => logMass[outcome])),
    }));
  }, [order, modes, world, curves]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the document, so the theme counts
  useEffect(() => {
    const canvas = canvasRef.current!;
    drawQueue.request(canvas, () => drawSupport(canvas, { plot, order, curves, names }));
    return () => drawQueue.cancel(canvas);
  }, [canvasRef, plot, order, curves, names, theme]);

  const shown = Math.min(rank, outcomes - 1);
  const move = (to: number) => setRank(Math.min(outcomes - 1, Math.max(0, to)));
  const onKey = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: shown - 1,
      ArrowDown: shown - 1,
      ArrowRight: shown + 1,
      ArrowUp: shown + 1,
      PageUp: shown + PAGE,
      PageDown: shown - PAGE,
      Home: 0,
      End: outcomes - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };
  const point = (event: React.PointerEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    setRank(nearestRank(plot, order, curves, event.clientX - left, event.clientY - top));
  };
  const outcome = order[shown];
  const figures = curves.map((curve) => ({ ...curve, mass: formatNumber(Math.exp(curve.logMass[outcome])) }));
  const place = STRINGS.place((shown + 1).toLocaleString('en'), outcomes.toLocaleString('en'));
  return (
    <>
      <div ref={boxRef} className={styles.box} style={{ height: heightPx }}>
        <canvas ref={canvasRef} role="img" aria-label={label} />
        <div
          role="slider"
          tabIndex={0}
          className={styles.reader}
          aria-label={STRINGS.slider}
          aria-valuemin={1}
          aria-valuemax={outcomes}
          aria-valuenow={shown + 1}
          aria-valuetext={[
            place,
            world.names[outcome],
            `${STRINGS.reward} ${formatNumber(world.reward[outcome])}`,
            ...figures.map(({ label: name, mass }) => `${name} ${mass}`),
          ].join(', ')}
          onKeyDown={onKey}
          onPointerMove={point}
          onPointerDown={point}
        >
          <Marks plot={plot} rank={shown} outcome={outcome} curves={curves} />
        </div>
      </div>
      <dl className={styles.reading}>
        <div>
          <dt>{place}</dt>
          <dd className={styles.name}>{world.names[outcome]}</dd>
        </div>
        <div>
          <dt>{STRINGS.reward}</dt>
          <dd>{formatNumber(world.reward[outcome])}</dd>
        </div>
        {figures.map(({ id, label: name, mass }) => (
          <div key={id}>
            <dt>{name}</dt>
            <dd>{mass}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

interface MarksProps {
  readonly plot: SupportPlot;
  readonly rank: number;
  readonly outcome: number;
  readonly curves: readonly SupportCurve[];
}

function Marks({ plot, rank, outcome, curves }: MarksProps) {
  const x = plot.x(rank);
  return (
    <svg width={plot.widthPx} height={plot.heightPx} aria-hidden="true">
      <line x1={x} x2={x} y1={plot.top} y2={plot.bottom} className={styles.cross} />
      {curves.map(({ id, colour, logMass }) => (
        <circle
          key={id}
          cx={x}
          cy={plot.y(logMass[outcome])}
          r="5"
          className={styles.mark}
          style={{ fill: `var(${colour})` }}
        />
      ))}
    </svg>
  );
}
