// The latent frame of a post: what happened, to what, and what the narrator asks. Everything the reward checks is here.
import { foldKey } from '../../random/counter.ts';
import type { Stream } from '../../random/stream.ts';
import type { Split } from '../task.ts';
import { ACTIONS, ASKS, DAYS, DISTRACTORS, FEELINGS, OBJECTS, PEOPLE } from './words.ts';

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
