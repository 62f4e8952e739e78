import { expect, it } from 'vitest';
import { choicesOf, firstChoices, planAgain, planOf, withStart } from './sft_choices.ts';
import { lengthChoice } from './sft_fields.ts';

const blob = new Blob(['{}']);
const data = { file: { name: 'notes.jsonl', blob }, hasPrompts: true };
const model = {
  name: 'tiny',
  context: 96,
  files: [{ name: 'config.json', blob }],
  adapter: [{ name: 'adapter_config.json', blob }],
  endToken: '</s>',
};

it('proposes no row that is longer than the model’s context', () => {
  expect(firstChoices(model).length).toBe(96);
  expect(firstChoices(undefined).length).toBe(256);
  expect(withStart({ ...firstChoices(undefined), length: 512 }, 'full', 96).length).toBe(96);
  expect(lengthChoice(96).options).toEqual(['64', '96']);
  expect(lengthChoice(64).options).toEqual(['64']);
  expect(lengthChoice(32).options).toEqual(['32']);
  expect(lengthChoice(2048).options).toEqual(['64', '128', '256', '512']);
  expect(lengthChoice().options).toEqual(['64', '128', '256', '512']);
});

it.each(['lora', 'full', 'scratch'] as const)(
  'a kept training of %s comes back as it was asked for',
  (start) => {
    const choices = withStart(
      { ...firstChoices(model), tooLong: 'cut', shape: 'medium' },
      start,
      model.context,
    );
    const plan = planOf(choices, data, model, undefined);
    const { data: _, start: asked, ...rest } = plan;
    const { files: __, adapter: ___, ...kept } = { files: [], adapter: [], ...asked };
    const request = { ...rest, start: kept } as Parameters<typeof planAgain>[0];
    expect(planAgain(request, data, model, undefined)).toEqual(plan);
    expect(planOf(choicesOf(request), data, model, undefined)).toEqual(plan);
  },
);
