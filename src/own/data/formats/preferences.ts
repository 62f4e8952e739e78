// A prompt and two answers: TRL's explicit preferences, and the comparisons of OpenAI's summaries (Stiennon et al. 2020).

import type { RowContent } from '../row.ts';
import {
  checkAnswers,
  checkPrompt,
  type DataRecord,
  isText,
  Misfit,
  metaOf,
  type RecordFormat,
} from './format.ts';

/** @param read fields of the record that the texts are made of. */
function preferenceOf(
  record: DataRecord,
  texts: { readonly prompt: string; readonly chosen: string; readonly rejected: string },
  read: readonly string[],
): RowContent {
  checkAnswers(texts.chosen, texts.rejected);
  return { kind: 'preference', ...texts, ...metaOf(record, read) };
}

export const preferences: RecordFormat = {
  name: 'preferences',
  label: 'Preferences: a prompt and two answers',
  sign: 'prompt, chosen and rejected as texts',
  matches: ({ prompt, chosen, rejected }) => isText(prompt) && isText(chosen) && isText(rejected),
  rowOf(record) {
    const [prompt, chosen, rejected] = ['prompt', 'chosen', 'rejected'].map((field) => String(record[field]));
    checkPrompt(prompt);
    return preferenceOf(record, { prompt, chosen, rejected }, ['prompt', 'chosen', 'rejected']);
  },
};

const isObject = (value: unknown): value is DataRecord => typeof value === 'object' && value !== null;

/** As the TL;DR sets write it; an article of CNN and Daily Mail has no subreddit. */
function summaryPrompt({ subreddit, title, post, article }: DataRecord): string {
  if (isText(post) && isText(title) && isText(subreddit))
    return `SUBREDDIT: r/${subreddit}\n\nTITLE: ${title}\n\nPOST: ${post}\n\nTL;DR:`;
  if (isText(article) && isText(title)) return `TITLE: ${title}\n\n${article}\n\nTL;DR:`;
  throw new Misfit('info has no post with its title and subreddit, and no article with its title');
}

export const summaries: RecordFormat = {
  name: 'summaries',
  label: 'Comparisons of summaries: a post and two summaries',
  sign: 'info, summaries and choice',
  matches: ({ info, summaries: both, choice }) =>
    isObject(info) && Array.isArray(both) && typeof choice === 'number',
  rowOf(record) {
    const both = record.summaries as readonly unknown[];
    const { choice } = record;
    if (both.length !== 2 || (choice !== 0 && choice !== 1)) throw new Misfit('choice is not 0 or 1 of two');
    const [first, second] = both.map((summary) => (isObject(summary) ? summary.text : undefined));
    if (!isText(first) || !isText(second)) throw new Misfit('a summary has no text');
    const [chosen, rejected] = choice === 0 ? [first, second] : [second, first];
    const prompt = summaryPrompt(record.info as DataRecord);
    return preferenceOf(record, { prompt, chosen, rejected }, ['info', 'summaries', 'choice']);
  },
};
