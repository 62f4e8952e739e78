// A theorem check compares two numbers, which must agree or differ by a stated tolerance, and can be broken on purpose.
import type { WorldSettings } from './world.ts';

export interface CheckResult {
  readonly left: { readonly label: string; readonly value: number };
  readonly right: { readonly label: string; readonly value: number };
  /** The number that is compared with the tolerance. */
  readonly difference: number;
  readonly tolerance: number;
  readonly passed: boolean;
  readonly note?: string;
}

export interface TheoremCheck {
  readonly id: string;
  readonly title: string;
  /** The claim, in a sentence. */
  readonly statement: string;
  /** KaTeX source. */
  readonly equation: string;
  /** The theorem's number, or another source. */
  readonly source: string;
  /** What the switch breaks, and why the check must then fail. */
  readonly breakReason: string;
  run(settings: WorldSettings, broken: boolean): CheckResult;
}

/** Compares two vectors in the component where they differ most; passes within the tolerance. */
export function compared(
  left: { label: string; values: ArrayLike<number> },
  right: { label: string; values: ArrayLike<number> },
  tolerance: number,
  note?: string,
): CheckResult {
  let worst = 0;
  for (let i = 1; i < left.values.length; i++) {
    const gap = (at: number) => Math.abs(left.values[at] - right.values[at]);
    if (gap(i) > gap(worst)) worst = i;
  }
  const difference = Math.abs(left.values[worst] - right.values[worst]);
  return {
    left: { label: left.label, value: left.values[worst] },
    right: { label: right.label, value: right.values[worst] },
    difference,
    tolerance,
    passed: difference <= tolerance,
    note,
  };
}
