// Conversations as lists of messages, TRL's conversational form. They are written as the transcripts of the HH set,
// since a tokenizer's own chat template is a program.
import { checkAnswers, type DataRecord, isText, Misfit, metaOf, type RecordFormat } from './format.ts';
import { ASSISTANT } from './transcripts.ts';

interface Message {
  readonly role: string;
  readonly content: string;
}

const SPEAKERS: Readonly<Record<string, string>> = {
  user: 'Human',
  assistant: 'Assistant',
  system: 'System',
};

const NOTE =
  'Messages are written as turns of Human and Assistant. A chat template of the tokenizer is not used.';

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function messagesOf(list: readonly unknown[]): Message[] {
  return list.map((item) => {
    const { role, content } = (item ?? {}) as DataRecord;
    if (!isText(content)) throw new Misfit('the content of a message is not text');
    if (!isText(role) || !Object.hasOwn(SPEAKERS, role))
      throw new Misfit('the role of a message is not user, assistant or system');
    return { role, content };
  });
}

const turn = ({ role, content }: Message) => `\n\n${SPEAKERS[role]}: ${content}`;

/** Everything up to the answer's colon. */
function chatPrompt(messages: readonly Message[]): string {
  if (!messages.some(({ role }) => role === 'user')) throw new Misfit('nobody asks: no message of the user');
  if (messages.at(-1)!.role === 'assistant') throw new Misfit('the prompt ends with an answer');
  return messages.map(turn).join('') + ASSISTANT;
}

function answerOf(messages: readonly Message[]): string {
  const [message, ...others] = messages;
  if (!message || others.length > 0 || message.role !== 'assistant')
    throw new Misfit('the answer is not one message of the assistant');
  if (message.content.trim() === '') throw new Misfit('an answer is empty');
  return ` ${message.content}`;
}

const isSame = (a: Message, b: Message | undefined) => a.role === b?.role && a.content === b.content;

export const chatPreferences: RecordFormat = {
  name: 'chat-preferences',
  label: 'Chat preferences: a conversation and two answers',
  sign: 'chosen and rejected as lists of messages',
  note: NOTE,
  matches: ({ chosen, rejected }) => isList(chosen) && isList(rejected),
  rowOf(record) {
    const chosen = messagesOf(record.chosen as readonly unknown[]);
    const rejected = messagesOf(record.rejected as readonly unknown[]);
    // Some sets have the prompt in front of both answers, and then again as a text of its own.
    let shared = 0;
    if (!isList(record.prompt))
      while (shared < chosen.length - 1 && isSame(chosen[shared], rejected[shared])) shared++;
    const before = isList(record.prompt) ? messagesOf(record.prompt) : chosen.slice(0, shared);
    const prompt = chatPrompt(before);
    const [good, bad] = [answerOf(chosen.slice(shared)), answerOf(rejected.slice(shared))];
    checkAnswers(good, bad);
    return {
      kind: 'preference',
      prompt,
      chosen: good,
      rejected: bad,
      ...metaOf(record, ['prompt', 'chosen', 'rejected']),
    };
  },
};

export const chat: RecordFormat = {
  name: 'chat',
  label: 'Chats: a conversation and its last answer',
  sign: 'messages, or prompt and completion as lists of messages',
  note: NOTE,
  matches: ({ messages, prompt, completion }) => isList(messages) || (isList(prompt) && isList(completion)),
  rowOf(record) {
    const fields = isList(record.messages) ? ['messages'] : ['prompt', 'completion'];
    const all = fields.flatMap((field) => messagesOf(record[field] as readonly unknown[]));
    const prompt = chatPrompt(all.slice(0, -1));
    return { kind: 'sft', prompt, completion: answerOf(all.slice(-1)), ...metaOf(record, fields) };
  },
};

export const chatPromptText = (list: readonly unknown[]): string => chatPrompt(messagesOf(list));
