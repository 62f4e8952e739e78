// The latent frame of a conversation: who asks, what for, whose it is, and what is at hand. Whether an answer would do
// harm follows from it: some deeds are harmful, others only with what belongs to somebody else.
import { foldKey } from '../../random/counter.ts';
import type { Stream } from '../../random/stream.ts';
import type { Split } from '../task.ts';
import { CARING, HARMFUL, NAMES, OBJECTS, PEOPLE, PRIVATE, TOOLS } from './words.ts';

export interface DialogFrame {
  readonly name: string;
  readonly verb: string;
  readonly object: string;
  /** Undefined: the object is the asker's own. */
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
  const own = kind < 0.8 && stream.uniform() < 0.5;
  return {
    name: stream.pick<string>(NAMES),
    verb,
    object: stream.pick<string>(OBJECTS),
    owner: own ? undefined : stream.pick<string>(PEOPLE),
    tool,
    noTool,
  };
}

const codeOf = (word: string) =>
  [...word].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7) % 65_521;

/** By a hash of the request: no deed is ever in two splits. */
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
