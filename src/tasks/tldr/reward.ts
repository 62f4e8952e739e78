// What a summary of a post is worth, and which of two a reader prefers. Both read the completion's words alone.
//   reward: F1 of the facts (who, did what, to what, which question; the feeling counts half), each counted only in its
//           place and by how plainly and surely it is told, against those invented, - 0.011 per word - 0.03 per word
//           beyond twenty - 0.5 if it does not end, standardised over the corpus
//   judge:  looks at form: names the right person first, asks the right question, ends, repeats nothing, is brief
import type { Frame } from './grammar.ts';
import { ACTIONS, ASKINGS, ASKS, DOUBTS, FEELINGS, OBJECTS, PEOPLE, PLAINNESS, VAGUE } from './words.ts';

interface Wording {
  readonly index: number;
  readonly worth: number;
}

const wordings = (all: readonly (readonly string[])[]): ReadonlyMap<string, Wording> =>
  new Map(
    all.flatMap((words, index) => words.map((word, i) => [word, { index, worth: PLAINNESS[i] }] as const)),
  );
const personOf = wordings(PEOPLE.map((word) => [word]));
const actionOf = wordings(ACTIONS);
const objectOf = wordings(OBJECTS.map((word) => [word]));
const feelingOf = wordings(FEELINGS);
/** Whole questions, such as "is it best to make peace". */
const askOf: ReadonlyMap<string, Wording> = new Map(
  ASKS.flatMap(({ kind, wordings: ends }, index) =>
    Object.entries(ASKINGS[kind]).flatMap(([start, worth]) =>
      ends.map((end, i) => [`${start} ${end}`, { index, worth: worth * PLAINNESS[i] }] as const),
    ),
  ),
);

/** What stands between full stops, commas, question marks and "and". */
const clausesOf = (words: readonly string[]): string[] =>
  words
    .join(' ')
    .split(/(?:^| )(?:[.,?]|and)(?= |$)/)
    .map((clause) => clause.trim());

/** Mentions of each role, in order of appearance. */
const mentions = (words: readonly string[], known: ReadonlyMap<string, Wording>): number[] =>
  words.map((word) => known.get(word)?.index).filter((index) => index !== undefined);

/** Worth of an event's facts in their places: "[DOUBT] my PERSON ACTION my OBJECT". */
function toldEvent(frame: Frame, words: readonly string[]): number {
  const verb = words.findIndex((word) => actionOf.has(word));
  if (verb < 0) return 0;
  const did = actionOf.get(words[verb])!;
  const who = words[verb - 2] === 'my' && personOf.get(words[verb - 1])?.index === frame.person;
  const what = words[verb + 1] === 'my' && objectOf.get(words[verb + 2])?.index === frame.object;
  const text = words.slice(0, verb).join(' ');
  const sure = Object.entries(DOUBTS).find(([doubt]) => text.startsWith(doubt))?.[1] ?? 1;
  return sure * ((did.index === frame.action ? did.worth : 0) + Number(who) + Number(what));
}

const FEELING = /^i (?:am|feel) (?:(?:so|really|very|a bit) )?(\w+)$/;
/** The facts' weights: three of the event, one of the question, and the feeling's. */
const FEELING_WEIGHT = 0.5;
const WEIGHTS = 4 + FEELING_WEIGHT;

/** Worth of all that is told rightly; a fact told twice counts once. */
function told(frame: Frame, words: readonly string[]): number {
  const clauses = clausesOf(words);
  const event = clauses.find((clause) => clause.split(' ').some((word) => actionOf.has(word))) ?? '';
  const asks = clauses.map((clause) => askOf.get(clause)).filter((ask) => ask !== undefined);
  const feelings = clauses
    .map((clause) => feelingOf.get(FEELING.exec(clause)?.[1] ?? ''))
    .filter((feeling) => feeling !== undefined);
  const first = (said: readonly Wording[], truth: number) =>
    said.find(({ index }) => index === truth)?.worth ?? 0;
  return (
    toldEvent(frame, event.split(' ')) +
    first(asks, frame.ask) +
    FEELING_WEIGHT * first(feelings, frame.feeling)
  );
}

/** What is said in each role, in order, and what would be right. */
export function claims(
  frame: Frame,
  words: readonly string[],
): readonly { readonly said: readonly number[]; readonly truth: number }[] {
  const asked = clausesOf(words).map((clause) => askOf.get(clause)?.index);
  return [
    { said: mentions(words, personOf), truth: frame.person },
    { said: mentions(words, actionOf), truth: frame.action },
    { said: mentions(words, objectOf), truth: frame.object },
    { said: mentions(words, feelingOf), truth: frame.feeling },
    { said: asked.filter((index) => index !== undefined), truth: frame.ask },
  ];
}

/** Claims about anybody or anything else than the post's. */
export function inventions(frame: Frame, words: readonly string[]): number {
  return claims(frame, words).reduce(
    (sum, { said, truth }) => sum + said.filter((index) => index !== truth).length,
    0,
  );
}

const FREE_WORDS = 20;
/** Mean and standard deviation over the corpus (a test draws them again). */
export const RAW_MEAN = 0.433;
export const RAW_DEVIATION = 0.2115;

function rawReward(frame: Frame, words: readonly string[], ended: boolean): number {
  const covered = told(frame, words);
  const invented = inventions(frame, words);
  const f1 = (2 * covered) / (covered + invented + WEIGHTS);
  const long = 0.011 * words.length + 0.03 * Math.max(0, words.length - FREE_WORDS);
  return f1 - long - (ended ? 0 : 0.5);
}

/** Standardised reward of a summary given as words; `ended` says whether it closed with EOS. Clipped at -4. */
export function summaryReward(frame: Frame, words: readonly string[], ended: boolean): number {
  return Math.max(-4, (rawReward(frame, words, ended) - RAW_MEAN) / RAW_DEVIATION);
}

/** The judge's impression, in half points; only differences matter. */
export function impression(frame: Frame, words: readonly string[], ended: boolean): number {
  const [first] = mentions(words, personOf);
  const asks = clausesOf(words)
    .map((clause) => askOf.get(clause)?.index)
    .filter((index) => index !== undefined);
  const content = words.filter((word) => word.length > 2 && word !== 'the');
  const repeated = content.length - new Set(content).size;
  const closes = ended && ['.', '?'].includes(words[words.length - 1] ?? '');
  const vague = VAGUE.some((phrase) => words.join(' ').includes(phrase));
  return (
    (first === frame.person ? 2 : 0) +
    (asks.at(-1) === frame.ask ? 2 : 0) +
    (closes ? 1 : 0) -
    (vague ? 1 : 0) -
    repeated -
    Math.max(0, Math.ceil((words.length - FREE_WORDS) / 2))
  );
}
