// Summaries of every quality, from a frame. The corpus mixes them so that nothing in the post tells which kind comes;
// the gold response is a person's: right, but it leaves a fact out or goes on a little.
import type { Stream } from '../../random/stream.ts';
import type { Frame } from './frame.ts';
import { asideOf } from './post.ts';
import { ACTIONS, ASKS, DAYS, FEELINGS, OBJECTS, PEOPLE, VAGUE } from './words.ts';

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
