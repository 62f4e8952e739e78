import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { ChoiceSetting } from '../../settings/setting.ts';
import { ChoiceField } from './ChoiceField.tsx';

const setting: ChoiceSetting = {
  kind: 'choice',
  options: ['sum', 'mean'],
  label: 'Log-probs',
  explanation: 'Of a response.',
  source: 'Paper: mean',
  group: 'algorithm',
  live: false,
  default: 'mean',
};

async function choiceField(note?: string) {
  const onCommit = vi.fn();
  const labels = { sum: 'sum of tokens' };
  const screen = await render(
    <ChoiceField setting={setting} value="sum" labels={labels} note={note} onCommit={onCommit} />,
  );
  return { screen, onCommit, select: screen.getByRole('combobox', { name: 'Log-probs', exact: true }) };
}

test('offers the options by their labels, or by their names, and commits the name', async () => {
  const { screen, select, onCommit } = await choiceField();
  await expect.element(select).toHaveDisplayValue('sum of tokens');
  expect(
    screen
      .getByRole('option')
      .elements()
      .map(({ textContent }) => textContent),
  ).toEqual(['sum of tokens', 'mean']);
  await select.selectOptions('mean');
  expect(onCommit.mock.calls).toEqual([['mean']]);
});

test('is described by its explanation, when a change takes effect, and the source', async () => {
  const { select } = await choiceField();
  await expect
    .element(select)
    .toHaveAccessibleDescription('Of a response. Changes apply from the next run. Paper: mean.');
});

test('shows a line on the chosen option', async () => {
  const { screen } = await choiceField('Adds up all tokens.');
  await expect.element(screen.getByText('Adds up all tokens.')).toBeVisible();
});
