// The prediction of a lesson on the frontier: its ring, and axes that have room for it.
import { useMemo } from 'react';
import { isPlace, type PlacePrediction } from '../../lessons/prediction.ts';
import type { Run } from '../../store/page_state.ts';
import type { PlotFrame } from '../charts/plot_frame.ts';
import { lazyPart } from '../frame/lazy_part.tsx';
import { useActions, usePage } from '../frame/useStore.ts';

const GuessRing = lazyPart(async () => (await import('./GuessRing.tsx')).GuessRing);

const TargetStar = lazyPart(async () => (await import('./TargetStar.tsx')).TargetStar);

/** Where a ring begins that nobody has moved. */
const MIDDLE = 0.5;

interface Room {
  /** The largest drift and reward that the axes must show. */
  readonly kl: number;
  readonly reward: number;
}

/** @returns what to lay over the chart, and how far its axes must reach; undefined: no prediction. */
export function useGuess(run: Run | undefined) {
  const store = useActions();
  const asked = usePage((state) => state.learning.asked);
  const locked = usePage((state) => state.learning.predictions[run?.id ?? -1]);
  const isAsked = asked?.form === 'place';
  const drawn = asked?.value ?? locked;
  const place = drawn && isPlace(drawn) ? drawn : undefined;
  const room = useMemo(() => roomOf(run, isAsked, place), [run, isAsked, place]);
  if (!isAsked && !place) return undefined;
  const start = run?.evaluations[0]?.reward.mean ?? 0;
  const shown = place ?? { kl: MIDDLE * room.kl, reward: start + MIDDLE * (room.reward - start) };
  const move = ({ kl, reward }: Pick<PlacePrediction, 'kl' | 'reward'>) =>
    store.learn({ type: 'prediction-asked', asked: { ...asked!, value: { ...place, kl, reward } } });
  return {
    room,
    overlay: (frame: PlotFrame) => (
      <>
        <GuessRing frame={frame} place={shown} onMove={isAsked ? move : undefined} />
        {!isAsked && run && <TargetStar frame={frame} run={run} />}
      </>
    ),
  };
}

/** While it is asked, all of the frontier; then the ring itself. */
function roomOf(run: Run | undefined, isAsked: boolean, place: PlacePrediction | undefined): Room {
  const frontier = run?.exactWorld?.frontier ?? run?.bestFrontier ?? [];
  const all = [...(isAsked ? frontier : []), ...(place ? [place] : [])];
  return {
    kl: Math.max(1, ...all.map(({ kl }) => kl)),
    reward: Math.max(1, ...all.map(({ reward }) => reward)),
  };
}
