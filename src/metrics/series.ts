// Smooths a run's figures over steps, and thins them to the points that a chart can show.

/** Exponential moving average, corrected for its start at zero; skips values that are not finite. */
export function smoothed(values: ArrayLike<number>, smoothing: number): Float64Array {
  const result = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      sum = smoothing * sum + (1 - smoothing) * values[i];
      weight = smoothing * weight + (1 - smoothing);
    }
    result[i] = weight > 0 ? sum / weight : Number.NaN;
  }
  return result;
}

/** Mean of the last `window` values up to each, as far as there are any; skips values that are not finite. */
export function movingAverage(values: ArrayLike<number>, window: number): Float64Array {
  const result = new Float64Array(values.length);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      sum += values[i];
      count++;
    }
    const left = i >= window ? values[i - window] : Number.NaN;
    if (Number.isFinite(left)) {
      sum -= left;
      count--;
    }
    result[i] = count > 0 ? sum / count : Number.NaN;
  }
  return result;
}

/**
 * Indices of at most `maxPoints` values (4 or more), in order: the first, the last, and the lowest and highest of each
 * stretch between them. So spikes stay visible. Values that are not finite are left out.
 */
export function decimated(values: ArrayLike<number>, maxPoints: number): number[] {
  const finite: number[] = [];
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) finite.push(i);
  if (finite.length <= maxPoints) return finite;
  const inner = finite.length - 2;
  const stretches = Math.floor((maxPoints - 2) / 2);
  const kept = [finite[0]];
  for (let s = 0; s < stretches; s++) {
    const stretch = finite.slice(
      1 + Math.floor((s * inner) / stretches),
      1 + Math.floor(((s + 1) * inner) / stretches),
    );
    const low = stretch.reduce((best, i) => (values[i] < values[best] ? i : best));
    const high = stretch.reduce((best, i) => (values[i] > values[best] ? i : best));
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  }
  kept.push(finite[finite.length - 1]);
  return kept;
}
