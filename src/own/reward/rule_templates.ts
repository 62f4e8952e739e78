// Rules to begin with. Each is a text that a visitor edits, with a sentence of what it pays for.

export interface RuleTemplate {
  readonly id: string;
  readonly label: string;
  /** What it pays for, one sentence. */
  readonly sentence: string;
  /** The rule. */
  readonly text: string;
}

const length = `({ response }) => {
  const wanted = 20; // words
  const words = response.split(/\\s+/).filter(Boolean).length;
  return -Math.abs(words - wanted) / wanted;
}`;

const keyword = `({ response }) => {
  const wanted = ['happy', 'friend', 'together'];
  const text = response.toLowerCase();
  return wanted.filter((word) => text.includes(word)).length;
}`;

const pattern = `({ response }) => {
  const sentence = /^[A-Z][^.!?]*[.!?]$/; // one sentence, and no more
  return sentence.test(response.trim()) ? 1 : 0;
}`;

const json = `({ response }) => {
  try {
    JSON.parse(response);
    return 1;
  } catch {
    return 0;
  }
}`;

const repetition = `({ response }) => {
  const words = response.toLowerCase().match(/[\\p{L}\\p{N}']+/gu) ?? [];
  const pairs = words.slice(1).map((word, i) => words[i] + ' ' + word);
  return pairs.length === 0 ? 0 : new Set(pairs).size / pairs.length;
}`;

const readability = `({ response }) => {
  // Flesch 1948; syllables are counted as groups of vowels.
  const words = response.match(/[A-Za-z']+/g) ?? [];
  if (words.length === 0) return 0;
  const sentences = response.match(/[.!?]+/g)?.length ?? 1;
  const syllables = words
    .map((word) => word.toLowerCase().replace(/e$/, '').match(/[aeiouy]+/g)?.length ?? 1)
    .reduce((sum, count) => sum + count, 0);
  const ease = 206.835 - (1.015 * words.length) / sentences - (84.6 * syllables) / words.length;
  return ease / 100;
}`;

const dog = `({ response, ended }) => {
  const dog = /\\bdogs?\\b/i.test(response) ? 1 : 0;
  return dog + (ended ? 1 : 0);
}`;

export const ruleTemplates: readonly RuleTemplate[] = [
  {
    id: 'length',
    label: 'Length',
    sentence: 'Pays most for 20 words, and less the further an answer is from that.',
    text: length,
  },
  {
    id: 'keyword',
    label: 'Keywords',
    sentence: 'Pays one for each of the words that the answer contains.',
    text: keyword,
  },
  {
    id: 'pattern',
    label: 'Regular expression',
    sentence: 'Pays one for an answer that matches a pattern: here, exactly one sentence.',
    text: pattern,
  },
  {
    id: 'json',
    label: 'Valid JSON',
    sentence: 'Pays one for an answer that is JSON and nothing else.',
    text: json,
  },
  {
    id: 'repetition',
    label: 'No repetition',
    sentence: 'Pays the share of neighbouring word pairs that are all different.',
    text: repetition,
  },
  {
    id: 'readability',
    label: 'Readability',
    sentence: 'Pays for short words and short sentences, by Flesch’s formula.',
    text: readability,
  },
  {
    id: 'dog',
    label: 'Mentions a dog, and ends',
    sentence: 'Pays one for a dog in the story, and one for a story that comes to its end.',
    text: dog,
  },
];
