// Task `sentiment`: continue the opening of a review. Good is pleased and on topic, the classic of this literature
// (Ziegler et al. 2019), with a gold reward that reads negation and degree where keyword counts do not.
import { framedTask } from '../framed.ts';
import { reviewContent } from './content.ts';
import { alternativeReview, corpusReview, drawFrame, goldReview, splitOf, writeOpening } from './grammar.ts';
import { impression, reviewReward } from './reward.ts';
import { PHRASES } from './words.ts';

export const sentiment = framedTask({
  name: 'sentiment',
  maxPromptTokens: 25,
  maxCompletionTokens: 16,
  phrases: PHRASES,
  drawFrame,
  splitOf,
  prompt: writeOpening,
  gold: goldReview,
  response: corpusReview,
  alternative: alternativeReview,
  reward: reviewReward,
  content: reviewContent,
  impression,
});
