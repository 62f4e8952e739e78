// Waits for a device that may never answer. Only time in which the page ran and the device finished nothing counts: a
// laptop that slept, or a throttled page, fires its timers late, and a slow device finishes one submit after another.

const TICKS = 5;

/** The result of `work`; undefined once `limitMs` have passed in which `progress()` stayed the same. */
export async function withProgress<T>(
  work: Promise<T>,
  limitMs: number,
  progress: () => number,
): Promise<{ readonly result: T } | undefined> {
  const tickMs = limitMs / TICKS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stuck = new Promise<undefined>((resolve) => {
    let seen = progress();
    let ticks = 0;
    const arm = () => {
      const asked = Date.now();
      timer = setTimeout(() => {
        const late = Date.now() - asked > 2 * tickMs;
        const now = progress();
        if (now !== seen) ticks = 0;
        else if (!late) ticks++;
        seen = now;
        if (ticks >= TICKS) resolve(undefined);
        else arm();
      }, tickMs);
    };
    arm();
  });
  try {
    return await Promise.race([work.then((result) => ({ result })), stuck]);
  } finally {
    clearTimeout(timer);
  }
}
