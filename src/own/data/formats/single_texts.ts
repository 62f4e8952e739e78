// Lines without a comparison: a prompt with its completion, a prompt alone, or a text.
import { chatPromptText } from './chat.ts';
import { checkPrompt, isText, Misfit, metaOf, type RecordFormat } from './format.ts';

export const completions: RecordFormat = {
  name: 'completions',
  label: 'Completions: a prompt and its answer',
  sign: 'prompt and completion as texts',
  matches: ({ prompt, completion }) => isText(prompt) && isText(completion),
  rowOf(record) {
    const [prompt, completion] = [String(record.prompt), String(record.completion)];
    checkPrompt(prompt);
    if (completion.trim() === '') throw new Misfit('the answer is empty');
    // Sets for KTO label their answers: nobody wants to learn the bad ones.
    if (record.label === false) throw new Misfit('the answer is labelled as a bad one');
    return { kind: 'sft', prompt, completion, ...metaOf(record, ['prompt', 'completion']) };
  },
};

export const prompts: RecordFormat = {
  name: 'prompts',
  label: 'Prompts: no answers',
  sign: 'prompt and no answer',
  note: 'Other fields of a line go to the reward as meta.',
  matches: ({ prompt }) => isText(prompt) || Array.isArray(prompt),
  rowOf(record) {
    const prompt = isText(record.prompt)
      ? record.prompt
      : chatPromptText(record.prompt as readonly unknown[]);
    checkPrompt(prompt);
    return { kind: 'prompt', prompt, ...metaOf(record, ['prompt']) };
  },
};

export const texts: RecordFormat = {
  name: 'texts',
  label: 'Texts: a document a line',
  sign: 'text',
  matches: ({ text }) => isText(text),
  rowOf({ text }) {
    if (String(text).trim() === '') throw new Misfit('the text is empty');
    return { kind: 'corpus', text: String(text) };
  },
};
