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
const HEIGHT = 440;
const LEFT = 40;
const RIGHT = 92;
const TOP = 14;
const BOTTOM = 44;

export interface RecordedChartProps {
  readonly run: RecordedRun;
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
    HEIGHT - BOTTOM - ((reward - rewards[0]) / (rewards[1] - rewards[0])) * (HEIGHT - TOP - BOTTOM);
  const path = (points: readonly PlacedDot[]) =>
    points
      .map(({ kl, reward }, i) => `${i === 0 ? 'M' : 'L'}${x(kl).toFixed(1)} ${y(reward).toFixed(1)}`)
      .join('');
  const first = dots[0];
  const last = dots[dots.length - 1];
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
          <text className="tick" x={LEFT - 8} y={y(value)} textAnchor="end" dominantBaseline="middle">
            {value}
          </text>
        </g>
      ))}
      {ticks([0, farthest]).map((value) => (
        <text key={value} className="tick" x={x(value)} y={floor + 16} textAnchor="middle">
          {value}
        </text>
      ))}
      <line className="axis" x1={LEFT} x2={right} y1={floor} y2={floor} />
      <text className="axis-name" x={(LEFT + right) / 2} y={HEIGHT - 8} textAnchor="middle">
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
      <text className="name" x={x(last.kl) + 12} y={y(last.reward)} dominantBaseline="middle">
        {STRINGS.now}
      </text>
      <path className="start" d={`M${x(first.kl)} ${y(first.reward)}m0 -8l8 8l-8 8l-8 -8z`} />
      <text className="name" x={x(first.kl) + 14} y={y(first.reward) + 14}>
        {STRINGS.start}
      </text>
    </svg>
  );
}
