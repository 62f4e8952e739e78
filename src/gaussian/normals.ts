// Standard normals by Box-Muller. It keeps both of each pair, which is twice as fast as drawing single ones.
import type { Stream } from '../random/stream.ts';

export function fillNormals(stream: Stream, into: Float64Array): void {
  for (let i = 0; i < into.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
    const angle = 2 * Math.PI * stream.uniform();
    into[i] = radius * Math.cos(angle);
    if (i + 1 < into.length) into[i + 1] = radius * Math.sin(angle);
  }
}
