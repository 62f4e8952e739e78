import axe from 'axe-core';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { defaults } from '../../../config/presets.ts';
import { renderOnPage } from '../../frame/played_page.tsx';
import { RuleEditor } from './RuleEditor.tsx';

const config = { ...defaults.strings, method: 'own' } as const;

const barriers = async (element: Element) =>
  (await axe.run(element)).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);

async function editor() {
  const page = await renderOnPage(<RuleEditor />, config);
  const { screen, store } = page;
  const field = screen.getByRole('textbox', { name: 'Push on each sample' });
  return { ...page, field, draft: () => store.getState().draft.rule };
}

test('takes a right rule a moment after the last key, and says which built-in rule it is', async () => {
  const { screen, field, draft } = await editor();
  await expect
    .element(screen.getByText('The same pushes as BRAIn, where its proximal weight is 0'))
    .toBeVisible();
  await field.fill(' r - mean(r) ');
  await expect.poll(draft).toBe('r - mean(r)');
  await expect.element(field).toHaveValue(' r - mean(r) ');
  await expect.element(screen.getByText(/The same pushes/)).not.toBeInTheDocument();
});

test('typesets the rule', async () => {
  const { screen, field } = await editor();
  await field.fill('sigmoid(r) / n');
  const typeset = () => screen.container.querySelector('.katex annotation')?.textContent;
  await expect.poll(typeset).toContain('\\frac{\\sigma\\left(r_i\\right)}{n}');
});

test('marks the character of a mistake, keeps the last right rule, and lets nothing start', async () => {
  const { screen, field, draft, store, commands } = await editor();
  await field.fill('softmax(r/gamma)) - lq');
  await expect
    .element(screen.getByText('unexpected ")" at 17 (expected an operator or the end)'))
    .toBeVisible();
  const mark = screen.container.querySelector('mark')!;
  expect(mark.textContent).toBe(')');
  expect(mark.previousSibling!.textContent).toBe('softmax(r/gamma)');
  await expect.element(field).toHaveAttribute('aria-invalid', 'true');
  await userEvent.keyboard('{Enter}');
  expect(draft()).toBe(config.rule);
  const runs = store.getState().runs.length;
  store.play();
  store.advance('step');
  store.restart();
  expect(commands).toEqual([]);
  expect(store.getState().runs).toHaveLength(runs);
  expect(store.getState().notices.map(({ message }) => message)).toEqual([
    'This rule cannot train: unexpected ")" at 17 (expected an operator or the end).',
  ]);
  await screen.getByRole('button', { name: 'Go to the place' }).click();
  await userEvent.keyboard('{Delete}');
  await expect.element(field).toHaveValue('softmax(r/gamma) - lq');
  await expect.poll(draft).toBe('softmax(r/gamma) - lq');
  store.play();
  expect(commands.at(-1)).toEqual({ type: 'play' });
});

test('outlives its field with a mistake in it, and another method trains all the same', async () => {
  const { field, screen, store, commands } = await editor();
  await field.fill('softmax(');
  await screen.unmount();
  expect(store.getState().wrongRule).toBe('softmax(');
  store.edit('gamma', 0.5);
  expect(store.getState().wrongRule).toBe('softmax(');
  store.play();
  expect(commands.some(({ type }) => type === 'play')).toBe(false);
  store.chooseMethod('brain');
  store.play();
  expect(commands.at(-1)).toEqual({ type: 'play' });
  store.chooseMethod('own');
  expect(store.getState().wrongRule).toBe('softmax(');
});

test('starts from a template, and inserts names where the cursor is', async () => {
  const { screen, field, draft } = await editor();
  await screen.getByRole('combobox', { name: 'Start from' }).selectOptions('RLOO');
  await expect.element(field).toHaveValue('centre(r - gamma*(lq - lp))/(n - 1)');
  await expect.element(screen.getByText(/The same pushes as RLOO/)).toBeVisible();
  await field.fill('');
  await screen.getByText('Names and functions').click();
  await screen.getByRole('button', { name: 'Insert softmax' }).click();
  await screen.getByRole('button', { name: 'Insert lq0' }).click();
  await expect.element(field).toHaveValue('softmax(lq0)');
  await expect.poll(draft).toBe('softmax(lq0)');
});

test('has no barrier for a screen reader, right or wrong', async () => {
  const { screen, field } = await editor();
  await screen.getByText('Names and functions').click();
  expect(await barriers(screen.container)).toEqual([]);
  await field.fill('r +');
  await expect.element(screen.getByText(/the rule ends at 4/)).toBeVisible();
  expect(await barriers(screen.container)).toEqual([]);
});
