// Width of an element in CSS pixels. A drawing is laid out for its space instead of being scaled.
import { type RefObject, useLayoutEffect, useState } from 'react';

export function useWidth(ref: RefObject<Element | null>, initialPx: number): number {
  const [widthPx, setWidthPx] = useState(initialPx);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidthPx(Math.round(entry.contentRect.width)));
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, [ref]);
  return widthPx;
}
