// What a summary of a post is worth, and which of two a reader prefers. Both read the completion's words alone.
//   reward: F1 of the four facts (who, did what, to what, which question), each counted only in its place, - 0.35 per
//           invention - 0.03 per word beyond twelve - 0.5 if it does not end, standardised over the corpus. Twelve words
//           hold all four facts: with fewer, leaving the question out would pay.
//   judge:  looks at form: names the right person first, asks the right question, ends, repeats nothing, is brief
import type { Frame } from './grammar.ts';
import { ACTIONS, ASKS, OBJECTS, PEOPLE, VAGUE } from './words.ts';

const personOf = new Map<string, number>(PEOPLE.map((word, i) => [word, i]));
const actionOf = new Map<string, number>(
  ACTIONS.flatMap((words, i) => words.map((word) => [word, i] as const)),
);
const objectOf = new Map<string, number>(OBJECTS.map((word, i) => [word, i]));
const askOf = new Map<string, number>(ASKS.map(([key], i) => [key, i]));

/** Mentions of each role, in order of appearance. */
function mentions(words: readonly string[], known: ReadonlyMap<string, number>): number[] {
  return words.map((word) => known.get(word)).filter((index) => index !== undefined);
}

/** True facts in their places: "my PERSON ACTION my OBJECT", and the question asked in full at the end. */
function assertedFacts(frame: Frame, words: readonly string[]): number {
  const verb = words.findIndex((word) => actionOf.has(word));
  const did = verb >= 0 && actionOf.get(words[verb]) === frame.action;
  const who = verb >= 2 && words[verb - 2] === 'my' && personOf.get(words[verb - 1]) === frame.person;
  const what = verb >= 0 && words[verb + 1] === 'my' && objectOf.get(words[verb + 2]) === frame.object;
  const asks = words.join(' ').endsWith(`${ASKS[frame.ask][1]} ?`);
  return Number(did) + Number(who) + Number(what) + Number(asks);
}

const FREE_WORDS = 12;
/** Mean and standard deviation over the corpus (a test draws them again). */
const RAW_MEAN = 0.69;
const RAW_DEVIATION = 0.36;

function rawReward(frame: Frame, words: readonly string[], ended: boolean): number {
  const roles = [
    { said: mentions(words, personOf), truth: frame.person },
    { said: mentions(words, actionOf), truth: frame.action },
    { said: mentions(words, objectOf), truth: frame.object },
    { said: mentions(words, askOf), truth: frame.ask },
  ];
  const covered = assertedFacts(frame, words);
  // Saying a fact twice is no second fact; every other claim is an invention.
  const invented = roles.reduce(
    (sum, { said, truth }) => sum + said.filter((index) => index !== truth).length,
    0,
  );
  const f1 = covered === 0 ? 0 : (2 * covered) / (covered + invented + roles.length);
  return f1 - 0.35 * invented - 0.03 * Math.max(0, words.length - FREE_WORDS) - (ended ? 0 : 0.5);
}

/** Standardised reward of a summary given as words; `ended` says whether it closed with EOS. Clipped at -4. */
export function summaryReward(frame: Frame, words: readonly string[], ended: boolean): number {
  return Math.max(-4, (rawReward(frame, words, ended) - RAW_MEAN) / RAW_DEVIATION);
}

/** The judge's impression, in half points; only differences matter. */
export function impression(frame: Frame, words: readonly string[], ended: boolean): number {
  const [first] = mentions(words, personOf);
  const content = words.filter((word) => word.length > 2 && word !== 'the');
  const repeated = content.length - new Set(content).size;
  const closes = ended && ['.', '?'].includes(words[words.length - 1] ?? '');
  const vague = VAGUE.some((phrase) => words.join(' ').includes(phrase));
  return (
    (first === frame.person ? 2 : 0) +
    (mentions(words, askOf).at(-1) === frame.ask ? 2 : 0) +
    (closes ? 1 : 0) -
    (vague ? 1 : 0) -
    repeated -
    Math.max(0, Math.ceil((words.length - 12) / 2))
  );
}
