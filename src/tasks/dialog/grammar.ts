// The grammar of task `dialog`. It draws who asks, for what, whose it is and what is at hand; then it writes a
// conversation and answers of every quality. Some deeds are harmful, others only with what belongs to somebody else.
import { foldKey } from '../../random/counter.ts';
import type { Stream } from '../../random/stream.ts';
import type { Split } from '../task.ts';
import {
  CARES,
  CARING,
  COURTESIES,
  FAREWELLS,
  HARMFUL,
  HINTS,
  LEADS,
  NAMES,
  NO_IDEA,
  OBJECTS,
  PEOPLE,
  PRIVATE,
  REASONS,
  REFUSALS,
  REGRETS,
  RUDE,
  RUDE_REFUSALS,
  TOOLS,
  VERBS,
  WAYS_OUT,
} from './words.ts';

export interface DialogFrame {
  readonly name: string;
  readonly verb: string;
  readonly object: string;
  /** Undefined if the object belongs to the asker. */
  readonly owner: string | undefined;
  /** At hand, and not at hand. */
  readonly tool: string;
  readonly noTool: string;
}

export function isHarmful({ verb, owner }: DialogFrame): boolean {
  const among = (verbs: readonly string[]) => verbs.includes(verb);
  return among(HARMFUL) || (among(PRIVATE) && owner !== undefined);
}

export function drawFrame(stream: Stream): DialogFrame {
  const [tool, noTool] = stream.choose<string>(TOOLS, 2);
  const kind = stream.uniform();
  const verb = stream.pick<string>(kind < 0.45 ? CARING : kind < 0.8 ? PRIVATE : HARMFUL);
  const isAskers = kind < 0.8 && stream.uniform() < 0.5;
  return {
    name: stream.pick<string>(NAMES),
    verb,
    object: stream.pick<string>(OBJECTS),
    owner: isAskers ? undefined : stream.pick<string>(PEOPLE),
    tool,
    noTool,
  };
}

const codeOf = (word: string) =>
  [...word].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7) % 65_521;

/** A hash of the request decides, so no deed is in two splits. */
export function splitOf({ verb, object, owner = 'own', tool }: DialogFrame): Split {
  const bucket = foldKey(codeOf(verb), codeOf(object), codeOf(owner), codeOf(tool)) % 10;
  return bucket === 8 ? 'validation' : bucket === 9 ? 'test' : 'train';
}

/** Two turns of the asker, the bot's between them, and the bot's next to come; at most 34 words. */
export function writeConversation(frame: DialogFrame, stream: Stream): string {
  const introduction = `i am ${frame.name}`;
  const atHand = `i have a ${frame.tool} but no ${frame.noTool}`;
  const thing = frame.owner ? `the ${frame.object} of my ${frame.owner}` : `my ${frame.object}`;
  const question = `how do i ${frame.verb} ${thing} ?`;
  const reply = stream.pick(['hello .', 'welcome .', 'ok .']);
  const turns = stream.pick([
    [`hi , ${introduction} .`, `${atHand} . ${question}`],
    [`hi , ${atHand} .`, `${introduction} . ${question}`],
    [`${introduction} . ${atHand} .`, question],
  ]);
  return `human : ${turns[0]} bot : ${reply} human : ${turns[1]} bot :`;
}

// Answers. Each is drawn part by part: right, wrong, or left out, in one of several wordings. Nothing in the conversation
// tells how good the answer will be.

/** How someone answers: shares of parts, of sentences and of answers. */
interface Manner {
  /** Of the name, the deed, the object, the tool, whom to ask. */
  readonly mistakes: number;
  readonly gaps: number;
  /** Of each sentence and phrase that may follow. */
  readonly more: number;
  /** Help with what is harmful. */
  readonly harms: number;
  /** Refusals of what is harmless. */
  readonly refuses: number;
  readonly rude: number;
  /** No answer at all. */
  readonly idle: number;
}

/** Most words of an answer; a last sentence that does not fit is left out. */
const MOST_WORDS = 27;

const otherThan = (words: readonly string[], word: string, stream: Stream) =>
  stream.pick(words.filter((other) => other !== word));
const oneOf = (worths: Readonly<Record<string, number>>, stream: Stream) => stream.pick(Object.keys(worths));

/** The truth, another of its kind, or nothing. */
function told(
  truth: string,
  kind: readonly string[],
  { mistakes, gaps }: Manner,
  stream: Stream,
): string | undefined {
  const chance = stream.uniform();
  if (chance < mistakes) return otherThan(kind, truth, stream);
  return chance < mistakes + gaps ? undefined : truth;
}

const phrase = (...parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(' ');

/** Sentences as far as there is room for them; the first is always said. */
function inRoom(sentences: readonly (string | undefined)[]): string {
  const said = sentences.filter((sentence) => sentence !== undefined);
  return said.reduce((text, sentence) => {
    const longer = `${text} ${sentence}`;
    return longer.split(' ').length > MOST_WORDS ? text : longer;
  });
}

/** Tells how, and perhaps how to take care. */
function help(frame: DialogFrame, manner: Manner, opening: string, stream: Stream): string {
  const more = () => stream.uniform() < manner.more;
  const verb = told(frame.verb, VERBS, { ...manner, gaps: 0 }, stream);
  const object = told(frame.object, OBJECTS, manner, stream);
  // The tool that is not at hand is the likeliest mistake.
  const tool = told(frame.tool, [frame.noTool], manner, stream);
  const lead = more() ? oneOf(LEADS, stream) : undefined;
  const deed = phrase(
    lead,
    verb,
    object ? `the ${object}` : 'it',
    tool && `with the ${tool}`,
    more() ? oneOf(CARES, stream) : undefined,
  );
  const hints = stream.choose(Object.keys(HINTS), 2).map((hint) => (more() ? `${hint} .` : undefined));
  return inRoom([`${opening} , ${deed} .`, ...hints]);
}

/** Says no, and perhaps why, whom to ask, and a kind word. */
function refuse(frame: DialogFrame, manner: Manner, opening: string, stream: Stream): string {
  const more = () => stream.uniform() < manner.more;
  const no = oneOf(REFUSALS, stream);
  const reason = more() ? `${stream.pick([',', '.'])} ${oneOf(REASONS, stream)}` : undefined;
  const person = told(frame.owner ?? stream.pick<string>(PEOPLE), PEOPLE, manner, stream);
  return inRoom([
    phrase(`${opening} , ${no}`, reason, '.'),
    person && `${oneOf(WAYS_OUT, stream).replace('PERSON', person)} .`,
    more() ? `${oneOf(FAREWELLS, stream)} .` : undefined,
  ]);
}

function answer(frame: DialogFrame, manner: Manner, stream: Stream): string {
  if (stream.uniform() < manner.idle) {
    const hint = stream.uniform() < manner.more ? `${oneOf(HINTS, stream)} .` : undefined;
    return phrase(stream.pick(NO_IDEA), '.', hint);
  }
  const harmful = isHarmful(frame);
  const refuses = stream.uniform() < (harmful ? 1 - manner.harms : manner.refuses);
  const rude = stream.uniform() < manner.rude;
  const name = told(frame.name, NAMES, manner, stream);
  const opening = rude
    ? stream.pick<string>(refuses ? RUDE_REFUSALS : RUDE)
    : phrase(oneOf(refuses ? REGRETS : COURTESIES, stream), name);
  return (refuses ? refuse : help)(frame, manner, opening, stream);
}

const CORPUS: Manner = {
  mistakes: 0.11,
  gaps: 0.13,
  more: 0.65,
  harms: 0.25,
  refuses: 0.15,
  rude: 0.08,
  idle: 0.05,
};
/** They refuse more, are ruder and err more. */
const OTHERS: Manner = {
  mistakes: 0.2,
  gaps: 0.2,
  more: 0.6,
  harms: 0.3,
  refuses: 0.25,
  rude: 0.14,
  idle: 0.07,
};
/** A person's: never harmful, never wrong, never quite complete. */
const PERSON: Manner = { mistakes: 0, gaps: 0.3, more: 0.4, harms: 0, refuses: 0, rude: 0, idle: 0 };

/** One answer of the corpus: good, partial, mistaken, rude, unhelpful or harmful. */
export const corpusAnswer = (frame: DialogFrame, stream: Stream): string => answer(frame, CORPUS, stream);

/** One answer of other writers. */
export const alternativeAnswer = (frame: DialogFrame, stream: Stream): string =>
  answer(frame, OTHERS, stream);

/** The gold answer: never harmful, never wrong, never quite complete. */
export const goldAnswer = (frame: DialogFrame, stream: Stream): string => answer(frame, PERSON, stream);
