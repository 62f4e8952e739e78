// The grammar of task `tldr`: an event is drawn, a post tells it in varied wording, and summaries of every quality follow
// from it. Everything the reward checks is in the event's frame.
import { foldKey } from '../../random/counter.ts';
import type { Stream } from '../../random/stream.ts';
import type { Split } from '../task.ts';
import { ACTIONS, ASKS, DAYS, DISTRACTORS, FEELINGS, OBJECTS, PEOPLE, REQUEST, VAGUE } from './words.ts';

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
  const act = `${stream.pick(ACTIONS[frame.action])} my ${OBJECTS[frame.object]}`;
  const event = stream.pick([
    `${person} ${act} ${DAYS[frame.day]} .`,
    `${DAYS[frame.day]} ${person} ${act} .`,
    `so ${person} ${act} ${DAYS[frame.day]} .`,
  ]);
  const aside = `${asideOf(frame)} .`;
  const feeling = stream.pick([
    `i am ${FEELINGS[frame.feeling]} .`,
    `i am so ${FEELINGS[frame.feeling]} .`,
    `i am really ${FEELINGS[frame.feeling]} .`,
  ]);
  const ask = `${ASKS[frame.ask][1]} ?`;
  const story = stream.pick([
    [event, aside, feeling],
    [aside, event, feeling],
    [event, feeling, aside],
  ]);
  return [...story, ask, REQUEST].join(' ');
}

// Summaries. The corpus mixes them so that nothing in the post tells which kind comes; the gold response is a person's:
// right, but it leaves a fact out or goes on a little.

/** What a summary says; undefined leaves the fact out. */
export interface Claims {
  readonly person?: number;
  readonly action?: number;
  readonly object?: number;
  readonly ask?: number;
}

export function sayClaims({ person, action, object, ask }: Claims, stream: Stream): string {
  const who = person === undefined ? 'someone' : `my ${PEOPLE[person]}`;
  const did = action === undefined ? 'did it' : stream.pick(ACTIONS[action]);
  const what =
    action === undefined ? undefined : object === undefined ? 'something' : `my ${OBJECTS[object]}`;
  const event = [who, did, what].filter((part) => part !== undefined).join(' ');
  return ask === undefined ? `${event} .` : `${event} , ${ASKS[ask][1]} ?`;
}

const facts = ({ person, action, object, ask }: Frame): Claims => ({ person, action, object, ask });

function without(claims: Claims, stream: Stream, count: number): Claims {
  const dropped = stream.choose(['person', 'object', 'ask'] as const, count);
  return { ...claims, ...Object.fromEntries(dropped.map((key) => [key, undefined])) };
}

/** One fact wrong: the aside's person or thing, or another action or question. */
function withInvention(frame: Frame, stream: Stream): Claims {
  const change = stream.pick<() => Claims>([
    () => ({ person: frame.otherPerson }),
    () => ({ object: frame.otherObject }),
    () => ({ action: (frame.action + 1 + stream.integer(ACTIONS.length - 1)) % ACTIONS.length }),
    () => ({ ask: (frame.ask + 1 + stream.integer(ASKS.length - 1)) % ASKS.length }),
  ]);
  return { ...facts(frame), ...change() };
}

/** Adds the day or the feeling, which nobody asked for. */
function wordy(frame: Frame, claims: Claims, stream: Stream): string {
  const lead = stream.pick([`${DAYS[frame.day]}`, `i am ${FEELINGS[frame.feeling]} and`]);
  return `${lead} ${sayClaims(claims, stream)}`;
}

/** One summary of the corpus: good, partial, wrong, wordy or empty of content. */
export function corpusSummary(frame: Frame, stream: Stream): string {
  const kind = stream.uniform();
  if (kind < 0.27) return sayClaims(facts(frame), stream);
  if (kind < 0.52) return sayClaims(without(facts(frame), stream, 1), stream);
  if (kind < 0.62) return sayClaims(without(facts(frame), stream, 2), stream);
  if (kind < 0.78) return sayClaims(withInvention(frame, stream), stream);
  if (kind < 0.88) return wordy(frame, facts(frame), stream);
  return stream.pick([`${asideOf(frame)} .`, `${stream.pick(VAGUE)} and i am ${FEELINGS[frame.feeling]} .`]);
}

/**
 * One summary of other writers: they like to ask first and tell then, add the aside, and get two things wrong where the
 * corpus gets one; a few are right.
 */
export function alternativeSummary(frame: Frame, stream: Stream): string {
  const claims = facts(frame);
  const event = (said: Claims) => sayClaims({ ...said, ask: undefined }, stream);
  const kind = stream.uniform();
  if (kind < 0.25) return sayClaims(claims, stream);
  if (kind < 0.45) return `${ASKS[frame.ask][1]} ? ${event(claims)}`;
  if (kind < 0.6) return sayClaims({ ...withInvention(frame, stream), person: frame.otherPerson }, stream);
  if (kind < 0.75) return `${event(without(claims, stream, 1))} ${asideOf(frame)} .`;
  if (kind < 0.9) return wordy(frame, without(claims, stream, 1), stream);
  return `${stream.pick(VAGUE)} , ${ASKS[frame.ask][1]} ?`;
}

/** The gold response: never wrong, never quite perfect. */
export function goldSummary(frame: Frame, stream: Stream): string {
  const kind = stream.uniform();
  if (kind < 0.5) return sayClaims(without(facts(frame), stream, 1), stream);
  if (kind < 0.65) return wordy(frame, without(facts(frame), stream, 1), stream);
  return wordy(frame, facts(frame), stream);
}
