// A QR code as one SVG path: a square per dark module, with rows of neighbours joined.

/** Light modules that the standard (ISO/IEC 18004) asks for around the code. */
export const QUIET_MODULES = 4;

/** @param dark [size][size] */
export function qrPath(dark: readonly (readonly boolean[])[]): string {
  const parts: string[] = [];
  for (const [y, row] of dark.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x++;
      const length = x + 1 - start;
      parts.push(`M${start + QUIET_MODULES} ${y + QUIET_MODULES}h${length}v1h-${length}z`);
    }
  }
  return parts.join('');
}
