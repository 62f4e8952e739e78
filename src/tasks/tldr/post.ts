// A post from its frame: what happened, an aside that does not matter, a feeling and a question, in varied wording.
import type { Stream } from '../../random/stream.ts';
import type { Frame } from './frame.ts';
import { ACTIONS, ASKS, DAYS, DISTRACTORS, FEELINGS, OBJECTS, PEOPLE, REQUEST } from './words.ts';

export function asideOf({ distractor, otherPerson, otherObject }: Frame): string {
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
