// What is far from the view need not be drawn: tells when an element comes near, and holds a value while it is far.
import { type RefObject, useEffect, useState } from 'react';
import { usePage } from './useStore.ts';

/** Begins before the element shows. */
const NEAR = '200px';

/** Calls back with every change, the first time soon. Returns the function that ends it. */
function watchView(element: Element, onChange: (near: boolean) => void, margin = NEAR): () => void {
  const observer = new IntersectionObserver((entries) => onChange(entries.at(-1)!.isIntersecting), {
    rootMargin: margin,
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/** Calls back once, when the element is in the view. Returns the function that ends the waiting. */
export function whenInView(element: Element, then: () => void): () => void {
  const stop = watchView(
    element,
    (inView) => {
      if (!inView) return;
      stop();
      then();
    },
    '0px',
  );
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
