// How the page names what a reader sees in an answer.
import type { FeatureName } from '../../tasks/features.ts';
import type { TaskName } from '../../tasks/task.ts';

interface FeatureWords {
  readonly label: string;
  /** What one unit of it is. */
  readonly unit: string;
}

const USUAL: Readonly<Record<FeatureName, FeatureWords>> = {
  length: { label: 'Length', unit: 'five words' },
  ends: { label: 'Ends properly', unit: 'a last . or ?' },
  right: { label: 'Facts right', unit: 'each' },
  invented: { label: 'Facts invented', unit: 'each' },
  repeats: { label: 'Repeats', unit: 'each word' },
  polite: { label: 'Polite', unit: 'each kind word' },
};

const OF_REVIEWS: Partial<Record<FeatureName, FeatureWords>> = {
  right: { label: 'On the subject', unit: 'each aspect' },
  invented: { label: 'Off the subject', unit: 'each aspect' },
  polite: { label: 'Praise', unit: 'less blame, each' },
};

export const featureWords = (task: TaskName, name: FeatureName): FeatureWords =>
  (task === 'sentiment' ? OF_REVIEWS[name] : undefined) ?? USUAL[name];
