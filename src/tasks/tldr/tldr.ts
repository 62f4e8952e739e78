// Task `tldr`: a short post with a question, and its short summary. The paper's summarisation task in miniature.
import { framedTask } from '../framed.ts';
import { summaryContent } from './content.ts';
import { alternativeSummary, corpusSummary, drawFrame, goldSummary, splitOf, writePost } from './grammar.ts';
import { impression, summaryReward } from './reward.ts';
import { PHRASES } from './words.ts';

export const tldr = framedTask({
  name: 'tldr',
  maxPromptTokens: 30,
  maxCompletionTokens: 28,
  phrases: PHRASES,
  drawFrame,
  splitOf,
  prompt: writePost,
  gold: goldSummary,
  response: corpusSummary,
  alternative: alternativeSummary,
  reward: summaryReward,
  content: summaryContent,
  impression,
});
