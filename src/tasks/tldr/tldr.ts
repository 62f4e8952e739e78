// Task `tldr`: a short post with a question, and its short summary. The paper's summarisation task in miniature.
import { framedTask } from '../framed.ts';
import { alternativeSummary, corpusSummary, drawFrame, goldSummary, splitOf, writePost } from './grammar.ts';
import { impression, summaryReward } from './reward.ts';
import { PHRASES } from './words.ts';

export const tldr = framedTask({
  name: 'tldr',
  rewardRule:
    'F1 of the facts the summary asserts (who, did what, to what, which question, and by half the feeling), each by how plainly and surely it is told, against those it invents, minus length.',
  judgeRule:
    'Looks at form: names the right person first, asks the right question, ends properly, repeats nothing, is brief.',
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
  impression,
});
