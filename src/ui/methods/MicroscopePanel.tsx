// The weight microscope: one prompt's samples, and how far any method pushes each up or down. Two methods can be
// compared on the same samples.
import { type RefObject, useEffect, useRef, useState } from 'react';
import { afterSeconds } from '../../event_loop/seconds.ts';
import { lazyPart } from '../frame/lazy_part.tsx';
import { useNearView, useShown, whenInView } from '../frame/near_view.ts';
import { useCurrentRun, usePage } from '../frame/useStore.ts';
import styles from './MicroscopePanel.module.css';

/** So that the page stays as long as it will be. */
const PLACE = <div className={styles.place} />;

/** The texts of every method come with them. */
const MicroscopeSamples = lazyPart(
  async () => (await import('./MicroscopeSamples.tsx')).MicroscopeSamples,
  PLACE,
);

const SOON_SECONDS = 2;

const STRINGS = {
  title: 'Weight microscope',
  explanation:
    'Answers to one prompt. α: the share each should have. β: the share it has. Bar: α − β. Right: made more likely. Left: less.',
  empty: 'Train or step: the first weighed answers appear here.',
} as const;

export function MicroscopePanel() {
  const ref = useRef<HTMLElement>(null);
  const run = useShown(useCurrentRun(), useNearView(ref));
  const hasSamples = run?.microscope !== undefined;
  const isDue = useIsDue(ref, hasSamples);
  return (
    <section ref={ref} className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.explanation}</p>
      {!run?.microscope && <p className={styles.empty}>{STRINGS.empty}</p>}
      {run?.microscope &&
        (isDue ? <MicroscopeSamples config={run.config} microscope={run.microscope} /> : PLACE)}
    </section>
  );
}

/** What lies below the view lets the first step go first. */
function useIsDue(ref: RefObject<Element | null>, hasSamples: boolean): boolean {
  const [isDue, setDue] = useState(false);
  useEffect(() => whenInView(ref.current!, () => setDue(true)), [ref]);
  useEffect(() => (hasSamples ? afterSeconds(SOON_SECONDS, () => setDue(true)) : undefined), [hasSamples]);
  // A lesson points at a control among the samples, wherever the page stands.
  const isTaught = usePage(({ learning }) => learning.lesson !== undefined);
  return isDue || isTaught;
}
