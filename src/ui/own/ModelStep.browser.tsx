// The model's card on a real page: what a step would take, and what computes here refusing the model.
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { writeModelFolder } from '../../formats/hugging_face/write_model.ts';
import { initialParameters } from '../../model/parameters.ts';
import { Stream } from '../../random/stream.ts';
import { WordTokenizer } from '../../tokenizer/word.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { ModelStep } from './ModelStep.tsx';

/** A model of so many tokens, three of them special, as files of its folder. */
function folder(vocabSize: number): File[] {
  const tokenizer = WordTokenizer.fromWords(Array.from({ length: vocabSize - 3 }, (_, i) => `w${i}`));
  const config = { vocabSize, contextLength: 32, width: 8, layers: 1, heads: 2 };
  const parameters = initialParameters(config, Stream.fromSeed(1));
  const { files } = writeModelFolder({ config, parameters, tokenizer, newTokens: 8 });
  return files.map(({ name, bytes }) => new File([bytes as BlobPart], name));
}

test('says what a step may take, and offers the CPU engine where TensorFlow.js refuses the model', async () => {
  const { screen, say, commands } = await renderOnPage(<ModelStep />);
  say({ type: 'backend', backend: { name: 'tfjs-cpu', label: 'TensorFlow.js' } });
  const choose = screen.getByLabelText('Choose files…');
  await userEvent.upload(choose, folder(4097));
  const refusal = screen.getByText(
    'TensorFlow.js computes here and refuses this model: it has 4,097 tokens (expected at most 4,096).',
  );
  await expect.element(refusal).toBeVisible();
  expect(screen.getByText(/estimated|measuring/).query()).toBeNull();
  const { violations } = await axe.run(screen.container);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
  await screen.getByRole('button', { name: 'Use the CPU engine' }).click();
  expect(commands.at(-1)).toEqual({ type: 'switch', backend: 'cpu' });
  say({ type: 'backend', backend: { name: 'cpu', label: 'CPU' } });
  await expect.poll(() => refusal.query()).toBeNull();
  await expect.element(screen.getByText(/^about [\d.,]+ (ms|s|min), estimated$/).first()).toBeVisible();
});
