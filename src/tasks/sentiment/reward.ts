// What a review is worth, and which of two a reader prefers. Both read the words alone.
//   valence of a clause: adjective x degree, turned round and halved by a negation in whose scope it stands
//   reward: the valence of what the review says of its subject's aspects, the one that mattered counting most, - 0.6 per
//           clause about something else - 0.4 per aspect said twice - 0.15 per word outside a clause - 0.4 if it does
//           not end, standardised over the corpus
//   judge:  looks at form: comes to what mattered first, closes on a kind word, takes nothing back, hedges nothing
import type { ReviewFrame } from './grammar.ts';
import { ADJECTIVES, ASPECTS, DEGREES, NEGATION, SUBJECTS, VERBS } from './words.ts';

export interface Clause {
  readonly aspect: string;
  readonly valence: number;
}

const isAspect = new Set(ASPECTS);
const BASE_VALENCES = new Map(Object.values(VERBS).map(({ base, valence }) => [base, valence]));

/** "the ASPECT was [not] [DEGREE] ADJECTIVE" from a position; the clause and the words it takes. */
function statement(words: readonly string[], at: number): { clause: Clause; length: number } | undefined {
  if (words[at] !== 'the' || !isAspect.has(words[at + 1]) || words[at + 2] !== 'was') return undefined;
  let next = at + 3;
  const turned = words[next] === 'not' ? NEGATION : 1;
  if (turned !== 1) next++;
  const degree = DEGREES[words[next]];
  if (degree !== undefined) next++;
  const adjective = ADJECTIVES[words[next]];
  if (adjective === undefined) return undefined;
  const valence = turned * (degree ?? 1) * adjective;
  return { clause: { aspect: words[at + 1], valence }, length: next + 1 - at };
}

/** "i VERB the ASPECT" or "i did not VERB the ASPECT". */
function opinion(words: readonly string[], at: number): { clause: Clause; length: number } | undefined {
  if (words[at] !== 'i') return undefined;
  const denied = words[at + 1] === 'did' && words[at + 2] === 'not';
  const verb = denied ? words[at + 3] : words[at + 1];
  const valence = denied ? BASE_VALENCES.get(verb) : VERBS[verb]?.valence;
  const the = at + (denied ? 4 : 2);
  if (valence === undefined || words[the] !== 'the' || !isAspect.has(words[the + 1])) return undefined;
  const turned = denied ? NEGATION * valence : valence;
  return { clause: { aspect: words[the + 1], valence: turned }, length: the + 2 - at };
}

const JOINING = new Set(['.', ',', 'and', 'but']);

/** The clauses of a review, and how many of its words belong to none. */
export function readReview(words: readonly string[]): { clauses: Clause[]; stray: number } {
  const clauses: Clause[] = [];
  let stray = 0;
  for (let at = 0; at < words.length; ) {
    const found = statement(words, at) ?? opinion(words, at);
    if (found) clauses.push(found.clause);
    else if (!JOINING.has(words[at])) stray++;
    at += found?.length ?? 1;
  }
  return { clauses, stray };
}

/** Weight of an aspect that the writer did not come for. */
const OTHER_WEIGHT = 0.6;
/** More clauses than this are not paid for. */
const PAID_CLAUSES = 2;
/** Mean and standard deviation over the corpus (a test draws them again). */
export const RAW_MEAN = -0.02;
export const RAW_DEVIATION = 1.26;

function rawReward({ subject, cared }: ReviewFrame, words: readonly string[], ended: boolean): number {
  const { clauses, stray } = readReview(words);
  const aspects: readonly string[] = SUBJECTS[subject].aspects;
  const about = clauses.filter(({ aspect }) => aspects.includes(aspect));
  const first = about.filter(({ aspect }, i) => about.findIndex((other) => other.aspect === aspect) === i);
  const said = first
    .slice(0, PAID_CLAUSES)
    .reduce((sum, { aspect, valence }) => sum + (aspect === cared ? 1 : OTHER_WEIGHT) * valence, 0);
  const astray = 0.6 * (clauses.length - about.length) + 0.4 * (about.length - first.length);
  return said - astray - 0.15 * stray - (ended ? 0 : 0.4);
}

/** Standardised reward of a review given as words; `ended` says whether it closed with EOS. Clipped at -4. */
export function reviewReward(frame: ReviewFrame, words: readonly string[], ended: boolean): number {
  return Math.max(-4, (rawReward(frame, words, ended) - RAW_MEAN) / RAW_DEVIATION);
}

/** The judge's impression, in whole points; only differences matter. */
export function impression(frame: ReviewFrame, words: readonly string[], ended: boolean): number {
  const named = words.filter((word) => isAspect.has(word));
  const aspects: readonly string[] = SUBJECTS[frame.subject].aspects;
  const last = readReview(words).clauses.at(-1);
  const hedged = words.some((word) => word in DEGREES && DEGREES[word] < 1);
  return (
    (named[0] === frame.cared ? 2 : 0) +
    (last && last.valence > 0 ? 2 : 0) +
    (ended && words.at(-1) === '.' ? 1 : 0) -
    (words.includes('but') ? 1 : 0) -
    (hedged ? 1 : 0) -
    named.filter((word) => !aspects.includes(word)).length -
    (named.length - new Set(named).size)
  );
}
