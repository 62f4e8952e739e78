// Seconds counted one by one. A laptop that wakes up, or a thread that was busy, adds one of them and not all that the
// clock has gone on by.

/** Who has not answered after so many is said to be silent. */
export const SILENT_SECONDS = 10;

/** Does the task after so many seconds; the result calls it off. */
export function afterSeconds(seconds: number, task: () => void): () => void {
  let left = seconds;
  const count = () => {
    left--;
    if (left > 0) timer = setTimeout(count, 1000);
    else task();
  };
  let timer = setTimeout(count, 1000);
  return () => clearTimeout(timer);
}
