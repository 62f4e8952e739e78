// What a new pace asks of a page that knew another one. A page that has just opened starts afresh anyway.
import type { Pace } from '../../class/pace.ts';

export function stepsOfPace(
  before: Pace | undefined,
  next: Pace,
): { readonly step?: number; readonly isFresh: boolean } {
  const isFresh = before !== undefined && next.fresh !== before.fresh;
  const isCalled = next.goTo !== undefined && (isFresh || next.goTo.call !== before?.goTo?.call);
  return { isFresh, ...(isCalled && { step: next.goTo!.step }) };
}
