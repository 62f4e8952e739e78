// What a reader sees in a summary: facts of the post, inventions, and kind words.
import type { Content } from '../features.ts';
import type { Frame } from './grammar.ts';
import { claims, inventions } from './reward.ts';

const KIND: readonly string[] = ['thanks', 'please'];

export const summaryContent = (frame: Frame, words: readonly string[]): Content => ({
  right: claims(frame, words).filter(({ said, truth }) => said.includes(truth)).length,
  invented: inventions(frame, words),
  polite: words.filter((word) => KIND.includes(word)).length,
});
