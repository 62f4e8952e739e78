// Lets a long page appear part by part, each in a task of its own, so that opening it never blocks for long.
import { useEffect, useState } from 'react';

/** Counts from 0 to `last`, one task at a time. */
export function useStages(last: number): number {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    if (stage >= last) return;
    const timer = setTimeout(() => setStage(stage + 1));
    return () => clearTimeout(timer);
  }, [stage, last]);
  return stage;
}
