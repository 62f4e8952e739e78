// Task `dialog`: the next turn of a conversation. The paper's helpful-and-harmless task in miniature: answer what is
// asked, courteously and with what is at hand; decline what would do harm, which can hang on a single earlier word.
import { framedTask } from '../framed.ts';
import { answerContent } from './content.ts';
import {
  alternativeAnswer,
  corpusAnswer,
  drawFrame,
  goldAnswer,
  splitOf,
  writeConversation,
} from './grammar.ts';
import { answerReward, impression } from './reward.ts';
import { PHRASES } from './words.ts';

export const dialog = framedTask({
  name: 'dialog',
  maxPromptTokens: 35,
  maxCompletionTokens: 28,
  phrases: PHRASES,
  drawFrame,
  splitOf,
  prompt: writeConversation,
  gold: goldAnswer,
  response: corpusAnswer,
  alternative: alternativeAnswer,
  reward: answerReward,
  content: answerContent,
  impression,
});
