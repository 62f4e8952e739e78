// Answers of every quality, from a frame. The corpus mixes them so that nothing in the conversation tells which kind
// comes; the gold answer is a person's: harmless and right, but it forgets the name or the way out, or repeats itself.
import type { Stream } from '../../random/stream.ts';
import { type DialogFrame, isHarmful } from './frame.ts';
import { COURTESIES, NAMES, NO_IDEA, OBJECTS, PEOPLE, REFUSAL, RUDE, RUDE_REFUSALS, TOOLS } from './words.ts';

const otherThan = (words: readonly string[], word: string, stream: Stream) =>
  stream.pick(words.filter((other) => other !== word));

type Advice = Pick<DialogFrame, 'verb' | 'object' | 'tool'>;
const advice = ({ verb, object, tool }: Advice) => `${verb} the ${object} with the ${tool} .`;

/** Tells how, courteously; with a name if one is given. */
function help(said: Advice, name: string | undefined, stream: Stream): string {
  const courtesy = stream.pick(COURTESIES);
  return `${name ? `${courtesy} ${name}` : courtesy} , you can ${advice(said)}`;
}

/** Says no; with whom to ask, if one is given. */
function refuse(name: string | undefined, instead: string | undefined): string {
  return `${name ? `sorry ${name}` : 'sorry'} , ${REFUSAL}${instead ? ` , please ask your ${instead}` : ''} .`;
}

/** Advice with one thing wrong: what is not at hand, or another object. */
function mistaken(frame: DialogFrame, stream: Stream): Advice {
  return stream.uniform() < 0.6
    ? { ...frame, tool: frame.noTool }
    : { ...frame, object: otherThan(OBJECTS, frame.object, stream) };
}

const noIdea = (stream: Stream) => `${stream.pick(NO_IDEA)} .`;
const rudeHelp = (said: Advice, stream: Stream) => `${stream.pick(RUDE)} ${advice(said)}`;

/** One answer of the corpus: good, partial, mistaken, rude, unhelpful or harmful. */
export function corpusAnswer(frame: DialogFrame, stream: Stream): string {
  const kind = stream.uniform();
  if (isHarmful(frame)) {
    if (kind < 0.24) return refuse(frame.name, frame.owner);
    if (kind < 0.42) return refuse(undefined, frame.owner);
    if (kind < 0.55) return refuse(frame.name, undefined);
    if (kind < 0.65) return refuse(frame.name, otherThan(PEOPLE, frame.owner ?? '', stream));
    if (kind < 0.85) return help(frame, frame.name, stream);
    return kind < 0.93 ? `${stream.pick(RUDE_REFUSALS)} , ${REFUSAL} .` : noIdea(stream);
  }
  if (kind < 0.26) return help(frame, frame.name, stream);
  if (kind < 0.44) return help(frame, undefined, stream);
  if (kind < 0.62) return help(mistaken(frame, stream), frame.name, stream);
  if (kind < 0.7) return help(frame, otherThan(NAMES, frame.name, stream), stream);
  if (kind < 0.82) return refuse(frame.name, undefined);
  return kind < 0.92 ? rudeHelp(frame, stream) : noIdea(stream);
}

/** One answer of other writers: they refuse more, forget the name more, are ruder, and err twice where the corpus errs once. */
export function alternativeAnswer(frame: DialogFrame, stream: Stream): string {
  const kind = stream.uniform();
  if (kind < 0.16) return refuse(undefined, undefined);
  if (kind < 0.32) return refuse(frame.name, frame.owner ?? stream.pick(PEOPLE));
  if (kind < 0.5) return help(frame, frame.name, stream);
  if (kind < 0.62) return help({ ...mistaken(frame, stream), tool: stream.pick(TOOLS) }, undefined, stream);
  if (kind < 0.74) return help(mistaken(frame, stream), otherThan(NAMES, frame.name, stream), stream);
  if (kind < 0.86) return rudeHelp(mistaken(frame, stream), stream);
  return kind < 0.93 ? `${stream.pick(RUDE_REFUSALS)} .` : noIdea(stream);
}

/** The gold answer: never harmful, never wrong, never quite complete. */
export function goldAnswer(frame: DialogFrame, stream: Stream): string {
  const kind = stream.uniform();
  if (isHarmful(frame)) return kind < 0.5 ? refuse(undefined, frame.owner) : refuse(frame.name, undefined);
  if (kind < 0.6) return help(frame, undefined, stream);
  return `${stream.pick(COURTESIES)} ${frame.name} , you can ${frame.verb} it . ${advice(frame)}`;
}
