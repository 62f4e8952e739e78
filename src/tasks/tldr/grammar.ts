// The grammar of task `tldr`: an event is drawn, a post tells it in varied wording, and summaries of every quality follow
// from it. Everything the reward checks is in the event's frame.
import { foldKey } from '../../random/counter.ts';
import type { Stream } from '../../random/stream.ts';
import type { Split } from '../task.ts';
import {
  ACTIONS,
  ASKINGS,
  ASKS,
  CLOSINGS,
  DAYS,
  DEGREES,
  DISTRACTORS,
  DOUBTS,
  FEELINGS,
  OBJECTS,
  OPENINGS,
  PEOPLE,
  REQUEST,
  VAGUE,
} from './words.ts';

/** Indices into the word lists. */
export interface Frame {
  readonly person: number;
  readonly action: number;
  readonly object: number;
  readonly ask: number;
  readonly day: number;
  readonly feeling: number;
  readonly distractor: number;
  /** Who or what the distractor names; never the frame's own. */
  readonly otherPerson: number;
  readonly otherObject: number;
}

function other(stream: Stream, size: number, than: number): number {
  return (than + 1 + stream.integer(size - 1)) % size;
}

export function drawFrame(stream: Stream): Frame {
  const person = stream.integer(PEOPLE.length);
  const object = stream.integer(OBJECTS.length);
  return {
    person,
    action: stream.integer(ACTIONS.length),
    object,
    ask: stream.integer(ASKS.length),
    day: stream.integer(DAYS.length),
    feeling: stream.integer(FEELINGS.length),
    distractor: stream.integer(DISTRACTORS.length),
    otherPerson: other(stream, PEOPLE.length, person),
    otherObject: other(stream, OBJECTS.length, object),
  };
}

/** The split a frame belongs to, by a hash of its four facts: no event is ever in two splits. */
export function splitOf({ person, action, object, ask }: Frame): Split {
  const bucket = foldKey(person, action, object, ask) % 10;
  return bucket === 8 ? 'validation' : bucket === 9 ? 'test' : 'train';
}

// The post: what happened, an aside that does not matter, a feeling and a question.

function asideOf({ distractor, otherPerson, otherObject }: Frame): string {
  return DISTRACTORS[distractor]
    .replace('PERSON', PEOPLE[otherPerson])
    .replace('OBJECT', OBJECTS[otherObject]);
}

/** The post with the request for a summary at its end; at most 29 words. */
export function writePost(frame: Frame, stream: Stream): string {
  const person = `my ${PEOPLE[frame.person]}`;
  const act = `${stream.pick(ACTIONS[frame.action].slice(0, 2))} my ${OBJECTS[frame.object]}`;
  const event = stream.pick([
    `${person} ${act} ${DAYS[frame.day]} .`,
    `${DAYS[frame.day]} ${person} ${act} .`,
    `so ${person} ${act} ${DAYS[frame.day]} .`,
  ]);
  const aside = `${asideOf(frame)} .`;
  const feeling = stream.pick([
    `i am ${FEELINGS[frame.feeling][0]} .`,
    `i am so ${FEELINGS[frame.feeling][0]} .`,
    `i am really ${FEELINGS[frame.feeling][0]} .`,
  ]);
  const { kind, wordings } = ASKS[frame.ask];
  const ask = `${Object.keys(ASKINGS[kind])[0]} ${wordings[0]} ?`;
  const story = stream.pick([
    [event, aside, feeling],
    [aside, event, feeling],
    [event, feeling, aside],
  ]);
  return [...story, ask, REQUEST].join(' ');
}

// Summaries. Each is drawn fact by fact: right, wrong, or left out, in one of several wordings and with frills that say
// nothing. Nothing in the post tells how good the summary will be.

/** What a summary says; undefined leaves the fact out, and without an action there is no event to tell. */
interface Claims {
  readonly person?: number;
  readonly action: number;
  readonly object?: number;
  readonly ask?: number;
  readonly feeling?: number;
}

/** How someone writes: shares of facts, of sentences and of summaries. */
interface Manner {
  readonly mistakes: number;
  readonly gaps: number;
  /** Of each: an opening, a doubt or a day, a closing. */
  readonly frills: number;
  readonly feelings: number;
  /** The question before the event. */
  readonly asksFirst: number;
  /** The post's aside or a vague phrase in place of a summary. */
  readonly empty: number;
}

/** Most words of a summary; an opening or a closing that does not fit is left out. */
const MOST_WORDS = 27;

function claimsOf(frame: Frame, { mistakes, gaps, feelings }: Manner, stream: Stream): Claims {
  const told = (truth: number, wrong: () => number) => {
    const chance = stream.uniform();
    return chance < mistakes ? wrong() : chance < mistakes + gaps ? undefined : truth;
  };
  const another = (all: readonly unknown[], truth: number) => () => other(stream, all.length, truth);
  return {
    person: told(frame.person, () => frame.otherPerson),
    action: told(frame.action, another(ACTIONS, frame.action)) ?? frame.action,
    object: told(frame.object, () => frame.otherObject),
    ask: told(frame.ask, another(ASKS, frame.ask)),
    feeling: stream.uniform() < feelings ? told(frame.feeling, another(FEELINGS, frame.feeling)) : undefined,
  };
}

function sayEvent({ person, action, object }: Claims, stream: Stream): string {
  const who = person === undefined ? 'someone' : `my ${PEOPLE[person]}`;
  const what = object === undefined ? 'something' : `my ${OBJECTS[object]}`;
  return `${who} ${stream.pick<string>(ACTIONS[action])} ${what}`;
}

function sayFeeling(feeling: number, stream: Stream): string {
  const am = stream.pick(['i am', 'i feel']);
  const degree = stream.uniform() < 0.4 ? undefined : stream.pick(DEGREES);
  return [am, degree, stream.pick<string>(FEELINGS[feeling])].filter(Boolean).join(' ');
}

function sayAsk(ask: number, stream: Stream): string {
  const { kind, wordings } = ASKS[ask];
  return `${stream.pick(Object.keys(ASKINGS[kind]))} ${stream.pick<string>(wordings)} ?`;
}

const countWords = (text: string) => text.split(' ').length;

/** A summary that says the claims, in a wording drawn. */
function sayClaims(frame: Frame, claims: Claims, { frills, asksFirst }: Manner, stream: Stream): string {
  const chance = stream.uniform();
  const told = sayEvent(claims, stream);
  const day = DAYS[frame.day];
  const event =
    chance < frills / 2
      ? `${stream.pick(Object.keys(DOUBTS))} ${told}`
      : chance < frills
        ? stream.pick([`${day} ${told}`, `${told} ${day}`])
        : told;
  const feeling = claims.feeling === undefined ? undefined : sayFeeling(claims.feeling, stream);
  const joint = stream.pick(['.', ',', 'and']);
  const story =
    feeling === undefined
      ? event
      : stream.uniform() < 0.7
        ? `${event} ${joint} ${feeling}`
        : `${feeling} ${joint} ${event}`;
  const ask = claims.ask === undefined ? undefined : sayAsk(claims.ask, stream);
  const body =
    ask === undefined
      ? `${story} .`
      : stream.uniform() < asksFirst
        ? `${ask} ${story} .`
        : `${story} ${stream.pick(['.', ','])} ${ask}`;
  const framed = [
    stream.uniform() < frills ? `${stream.pick(OPENINGS)} ${body}` : body,
    stream.uniform() < frills ? stream.pick(CLOSINGS) : '',
  ];
  const whole = framed.join(' ').trim();
  return countWords(whole) <= MOST_WORDS ? whole : body;
}

function sayNothing(frame: Frame, stream: Stream): string {
  const start = stream.pick([asideOf(frame), stream.pick(VAGUE)]);
  return `${start} ${stream.pick(['.', ',', 'and'])} ${sayFeeling(frame.feeling, stream)} .`;
}

function summary(frame: Frame, manner: Manner, stream: Stream): string {
  if (stream.uniform() < manner.empty) return sayNothing(frame, stream);
  return sayClaims(frame, claimsOf(frame, manner, stream), manner, stream);
}

const CORPUS: Manner = { mistakes: 0.11, gaps: 0.15, frills: 0.4, feelings: 0.6, asksFirst: 0, empty: 0.06 };
/** They ask first and tell then, err more, and add more that nobody asked for. */
const OTHERS: Manner = {
  mistakes: 0.2,
  gaps: 0.12,
  frills: 0.5,
  feelings: 0.5,
  asksFirst: 0.35,
  empty: 0.08,
};
/** A person's: right, but it leaves a fact out now and then, and goes on a little. */
const PERSON: Manner = { mistakes: 0, gaps: 0.28, frills: 0.55, feelings: 0.45, asksFirst: 0, empty: 0 };

/** One summary of the corpus: good, partial, wrong, wordy or empty of content. */
export const corpusSummary = (frame: Frame, stream: Stream): string => summary(frame, CORPUS, stream);

/** One summary of other writers. */
export const alternativeSummary = (frame: Frame, stream: Stream): string => summary(frame, OTHERS, stream);

/** The gold response: never wrong, never quite perfect. */
export const goldSummary = (frame: Frame, stream: Stream): string => summary(frame, PERSON, stream);
