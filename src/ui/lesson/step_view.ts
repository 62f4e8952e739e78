// What a step shows: the tab of the page that it needs, and the mark on one control. Marks are attributes of <html>, which
// the strip's style sheet reads.
import type { LessonStep, ShownPart } from '../../lessons/lesson.ts';
import { addressHash } from '../link/address_query.ts';
import { choose, type Insight } from '../stage/look_inside.ts';

const INSIGHT_OF: Partial<Record<ShownPart, Insight>> = {
  weights: 'weights',
  curves: 'curves',
  samples: 'samples',
  'method-card': 'method',
  bridges: 'bridges',
  'reward-panel': 'reward',
};

/** Parts of the stage that fold unless a step shows them. */
const FOLDING = ['text', 'chart', 'settings', 'runs', 'look-inside'] as const;

/** What the step does without, for the style sheet. */
export function foldedParts({ show }: LessonStep): string {
  if (show.includes('everything')) return '';
  const hasInsight = show.some((part) => INSIGHT_OF[part] !== undefined);
  return FOLDING.filter((part) => (part === 'look-inside' ? !hasInsight : !show.includes(part))).join(' ');
}

/** Opens the page and the tab that the step needs. */
export function openStepView({ show }: LessonStep): void {
  const insight = show.map((part) => INSIGHT_OF[part]).find((name) => name !== undefined);
  if (show.includes('variance')) {
    if (!addressHash().startsWith('#variance')) location.hash = '#variance';
  } else if (insight) choose(insight);
  else if (!/^(#train.*)?$/.test(addressHash())) location.hash = '#train';
}

const targetOf = (point: LessonStep['point']) =>
  point && document.querySelector<HTMLElement>(`[data-target="${point}"]`);

/** Brings the marked control into view and focuses it, or what in it can be focused. */
export function showTarget(point: LessonStep['point']): void {
  const target = targetOf(point);
  if (!target) return;
  target.scrollIntoView({ block: 'center' });
  const focusable = 'button:not(:disabled), a[href], input, select, [tabindex="0"]';
  const control = target.matches(focusable) ? target : target.querySelector<HTMLElement>(focusable);
  control?.focus({ preventScroll: true });
}
