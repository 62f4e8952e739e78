// What a reader sees in an answer: what it takes from the conversation, inventions, and manners.
import type { Content } from '../features.ts';
import type { DialogFrame } from './grammar.ts';
import { inventions, readAnswer } from './reward.ts';

export function answerContent(frame: DialogFrame, words: readonly string[]): Content {
  const { addressed, verb, object, tool, sent, rude, worth } = readAnswer(words);
  const right = [
    addressed === frame.name,
    verb === frame.verb,
    object === frame.object,
    tool === frame.tool,
    sent !== undefined && sent === frame.owner,
  ];
  return {
    right: right.filter(Boolean).length,
    invented: inventions(frame, words),
    polite: Number(worth.opening > 0) + Number(worth.farewell > 0) - Number(rude),
  };
}
