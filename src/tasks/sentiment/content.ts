// What a reader sees in a review: aspects of what is reviewed, of something else, and praise less blame.
import type { Content } from '../features.ts';
import type { ReviewFrame } from './grammar.ts';
import { readReview } from './reward.ts';
import { SUBJECTS } from './words.ts';

export function reviewContent({ subject }: ReviewFrame, words: readonly string[]): Content {
  const { clauses } = readReview(words);
  const aspects: readonly string[] = SUBJECTS[subject].aspects;
  const said = new Set(clauses.map(({ aspect }) => aspect));
  const right = [...said].filter((aspect) => aspects.includes(aspect)).length;
  return {
    right,
    invented: said.size - right,
    polite: clauses.reduce((sum, { valence }) => sum + Math.sign(valence), 0),
  };
}
