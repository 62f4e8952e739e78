// The ring of a prediction on the frontier. Until the run starts it can be dragged, or moved by the arrow keys; then it
// stays where it was put.
import type { KeyboardEvent, PointerEvent } from 'react';
import { decimals } from '../../lessons/facts.ts';
import type { PlacePrediction } from '../../lessons/prediction.ts';
import { type PlotFrame, pixelAt, valueAt } from '../charts/plot_frame.ts';
import styles from './GuessRing.module.css';

const STRINGS = {
  name: 'Your guess',
  place: (reward: string, drift: string) => `reward ${reward} at drift ${drift}`,
} as const;

/** A press of an arrow key, and with Shift. */
const STEP = 0.05;
const LARGE_STEP = 0.5;

type Place = Pick<PlacePrediction, 'reward' | 'kl'>;

const MOVES: Readonly<Record<string, readonly [drift: number, reward: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

interface GuessRingProps {
  readonly frame: PlotFrame;
  readonly place: Place;
  /** Absent: the ring is locked. */
  readonly onMove?: (place: Place) => void;
}

export function GuessRing({ frame, place, onMove }: GuessRingProps) {
  const [left, top] = [pixelAt(frame.x, place.kl), pixelAt(frame.y, place.reward)];
  const words = STRINGS.place(decimals(place.reward), decimals(place.kl));
  const at = { left: `${left}px`, top: `${top}px` };
  if (!onMove)
    return <div className={styles.ring} role="img" aria-label={`${STRINGS.name}: ${words}`} style={at} />;
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement!.getBoundingClientRect();
    onMove({
      kl: Math.max(0, valueAt(frame.x, event.clientX - box.left)),
      reward: valueAt(frame.y, event.clientY - box.top),
    });
  };
  const press = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const within = ({ min, max }: PlotFrame['x'], value: number) => Math.min(max, Math.max(min, value));
    onMove({
      kl: Math.max(0, within(frame.x, place.kl + step * move[0])),
      reward: within(frame.y, place.reward + step * move[1]),
    });
  };
  return (
    <div
      className={`${styles.ring} ${styles.movable}`}
      style={at}
      role="slider"
      tabIndex={0}
      aria-label={STRINGS.name}
      aria-valuemin={frame.y.min}
      aria-valuemax={frame.y.max}
      aria-valuenow={place.reward}
      aria-valuetext={words}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
