// A duration as people say it.

/** An estimate is good for one digit: "40 s", "3 min", "2.5 h". */
export function roughDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Number(seconds.toPrecision(1)))} s`;
  const minutes = seconds / 60;
  return minutes < 60 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
