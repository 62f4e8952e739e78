// The time, for texts that say how long ago something was.
import { useEffect, useState } from 'react';

const INTERVAL_MS = 20_000;

export function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), INTERVAL_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
