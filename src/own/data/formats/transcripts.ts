// Transcripts of Anthropic's HH set (Bai et al. 2022): two whole conversations that differ in the last answer.
import { checkAnswers, checkPrompt, isText, Misfit, metaOf, type RecordFormat } from './format.ts';

export const HUMAN = '\n\nHuman:';
export const ASSISTANT = '\n\nAssistant:';

/** The prompt ends with the last "Assistant:"; the space behind it begins the answer. */
function divided(transcript: string): { prompt: string; answer: string } {
  const at = transcript.lastIndexOf(ASSISTANT);
  if (at < 0) throw new Misfit('a transcript has no “Assistant:” on a line after a blank one');
  const end = at + ASSISTANT.length;
  return { prompt: transcript.slice(0, end), answer: transcript.slice(end) };
}

export const transcripts: RecordFormat = {
  name: 'transcripts',
  label: 'HH transcripts: a prompt and two answers',
  sign: 'chosen and rejected with turns of Human and Assistant',
  matches: ({ prompt, chosen, rejected }) =>
    prompt === undefined &&
    isText(chosen) &&
    isText(rejected) &&
    (chosen.includes(ASSISTANT) || rejected.includes(ASSISTANT)),
  rowOf(record) {
    const chosen = divided(String(record.chosen));
    const rejected = divided(String(record.rejected));
    if (chosen.prompt !== rejected.prompt) throw new Misfit('the two prompts differ');
    checkPrompt(chosen.prompt.slice(0, -ASSISTANT.length));
    checkAnswers(chosen.answer, rejected.answer);
    return {
      kind: 'preference',
      prompt: chosen.prompt,
      chosen: chosen.answer,
      rejected: rejected.answer,
      ...metaOf(record, ['chosen', 'rejected']),
    };
  },
};
