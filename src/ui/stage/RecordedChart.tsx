// The recorded run as a picture: reward against drift. Pure, so that the build can write it into the page.
import type { CSSProperties } from 'react';
import { rangeOf, ticks } from '../../math/axis_ticks.ts';
import type { PlacedDot, RecordedRun } from './recorded_run.ts';

const STRINGS = {
  label: (kl: string, reward: string) =>
    `Recorded run: reward against drift, from drift 0 to ${kl} with reward ${reward} at the end.`,
  x: 'drift (KL, nats)',
  start: 'start',
  now: 'now',
} as const;

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 60;
const RIGHT = 60;
const TOP = 28;
const BOTTOM = 72;
/** Between the lowest dot and the axis, for the name of the start. */
const LIFT = 20;

/** Where the last dot's name may stand: beside it, else below or above, in pixels from the dot. */
const NAME_PLACES = [
  { dx: 14, dy: 0 },
  { dx: 2, dy: 26 },
  { dx: 2, dy: -26 },
] as const;
const NAME_WIDTH = 44;
const NAME_HALF_HEIGHT = 13;

export interface RecordedChartProps {
  readonly run: Pick<RecordedRun, 'dots' | 'frontier' | 'isExact'>;
  /** Whether the dots come one after the other, once. */
  readonly plays?: boolean;
}

export function RecordedChart({ run, plays = false }: RecordedChartProps) {
  const { dots, frontier } = run;
  const all = [...dots, ...frontier];
  const [, farthest] = rangeOf(all.map(({ kl }) => kl));
  const rewards = rangeOf(all.map(({ reward }) => reward));
  const x = (kl: number) => LEFT + (kl / farthest) * (WIDTH - LEFT - RIGHT);
  const y = (reward: number) =>
    HEIGHT -
    BOTTOM -
    LIFT -
    ((reward - rewards[0]) / (rewards[1] - rewards[0])) * (HEIGHT - TOP - BOTTOM - LIFT);
  const path = (points: readonly PlacedDot[]) =>
    points
      .map(({ kl, reward }, i) => `${i === 0 ? 'M' : 'L'}${x(kl).toFixed(1)} ${y(reward).toFixed(1)}`)
      .join('');
  const first = dots[0];
  const last = dots[dots.length - 1];
  const drawn = (points: readonly PlacedDot[]) =>
    points.map(({ kl, reward }) => ({ x: x(kl), y: y(reward) }));
  const name = namePlace({ x: x(last.kl), y: y(last.reward) }, [
    ...between(drawn(dots)),
    ...between(drawn(frontier)),
  ]);
  const right = WIDTH - RIGHT;
  const floor = HEIGHT - BOTTOM;
  return (
    <svg
      className="recorded-chart"
      data-plays={plays}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={STRINGS.label(String(last.kl), String(last.reward))}
    >
      {ticks(rewards).map((value) => (
        <g key={value}>
          <line className="grid" x1={LEFT} x2={right} y1={y(value)} y2={y(value)} />
          <text className="tick" x={LEFT - 16} y={y(value)} textAnchor="end" dominantBaseline="middle">
            {value}
          </text>
        </g>
      ))}
      {ticks([0, farthest]).map((value) => (
        <text key={value} className="tick" x={x(value)} y={floor} dy="1.3em" textAnchor="middle">
          {value}
        </text>
      ))}
      <line className="axis" x1={LEFT} x2={right} y1={floor} y2={floor} />
      <text className="axis-name" x={(LEFT + right) / 2} y={floor} dy="2.7em" textAnchor="middle">
        {STRINGS.x}
      </text>
      <path className="best" data-exact={run.isExact} d={path(frontier)} />
      <path className="way" d={path(dots)} />
      {dots.slice(1).map((dot, i) => (
        <circle
          key={`${dot.kl} ${dot.reward}`}
          className="dot"
          style={{ '--i': i / dots.length } as CSSProperties}
          cx={x(dot.kl)}
          cy={y(dot.reward)}
          r={dot === last ? 7 : 3.5}
        />
      ))}
      <text className="name" x={name.x} y={name.y} dominantBaseline="middle">
        {STRINGS.now}
      </text>
      <path className="start" d={`M${x(first.kl)} ${y(first.reward)}m0 -8l8 8l-8 8l-8 -8z`} />
      <text className="name" x={x(first.kl) + 14} y={y(first.reward)} dy="0.6em">
        {STRINGS.start}
      </text>
    </svg>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points along a line, close enough to tell whether it crosses a name. */
const between = (points: readonly Point[]): Point[] =>
  points.flatMap((to, i) => {
    const from = points[Math.max(0, i - 1)];
    return [0.2, 0.4, 0.6, 0.8, 1].map((part) => ({
      x: from.x + part * (to.x - from.x),
      y: from.y + part * (to.y - from.y),
    }));
  });

/** The first place beside a dot that no line crosses. */
function namePlace(dot: Point, lines: readonly Point[]): Point {
  const isFree = ({ x, y }: Point) =>
    !lines.some((p) => p.x > x && p.x < x + NAME_WIDTH && Math.abs(p.y - y) < NAME_HALF_HEIGHT);
  const places = NAME_PLACES.map(({ dx, dy }) => ({ x: dot.x + dx, y: dot.y + dy }));
  return places.find(isFree) ?? places[0];
}
