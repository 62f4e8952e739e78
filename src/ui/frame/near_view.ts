// What is far from the view need not be drawn: tells when an element comes near, and holds a value while it is far.
import { type RefObject, useEffect, useState } from 'react';
import { usePage } from './useStore.ts';

/** Begins before the element shows. */
const MARGIN = '200px';

/** Calls back with every change, the first time soon. Returns the function that ends it. */
function watchView(element: Element, onChange: (near: boolean) => void): () => void {
  const observer = new IntersectionObserver((entries) => onChange(entries.at(-1)!.isIntersecting), {
    rootMargin: MARGIN,
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/** Calls back once. Returns the function that ends the waiting. */
export function whenNearView(element: Element, then: () => void): () => void {
  const stop = watchView(element, (near) => {
    if (!near) return;
    stop();
    then();
  });
  return stop;
}

export function useNearView(ref: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => watchView(ref.current!, setNear), [ref]);
  return near;
}

/** The latest value; during a run, and far from the view, the one that was shown last. */
export function useShown<Value>(latest: Value, near: boolean): Value {
  const running = usePage((state) => state.progress.status === 'running');
  const [shown, setShown] = useState(latest);
  if ((near || !running) && shown !== latest) setShown(latest);
  return near || !running ? latest : shown;
}
