import axe from 'axe-core';
import { useState } from 'react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ResponseToRate } from '../../../own/reward/response_scorer.ts';
import { formatNumber } from '../../charts/number_format.ts';
import { renderOnPage } from '../../frame/played_page.tsx';
import { RewardRulePanel, type TriedRule } from './RewardRulePanel.tsx';

const NAMES = ['Tom', 'Lily', 'Ben', 'Mia', 'Sam', 'Sue', 'Max', 'Amy'];
const ENDS = ['a dog ran home.', 'the cat slept.', 'two dogs barked!', 'rain fell.'];
/** Eight prompts, four answers each. */
const samples: ResponseToRate[] = NAMES.flatMap((name, p) =>
  ENDS.map((end, i) => ({
    prompt: `Once there was ${name}.`,
    response: `${name} went out and ${'so '.repeat(p)}${end}`,
    meta: {},
    ended: i !== 2,
    tokens: 7 + p,
  })),
);

let drawn = 0;
afterEach(async () => {
  drawn = 0;
  delete document.documentElement.dataset.theme;
  await page.viewport(1280, 800);
});

async function panel(
  start: string,
  drawSamples?: (count: number, signal: AbortSignal) => Promise<readonly ResponseToRate[]>,
) {
  const onUse = vi.fn<(rule: TriedRule) => void>();
  function Held() {
    const [text, setText] = useState(start);
    const [used, setUsed] = useState<string>();
    return (
      <RewardRulePanel
        text={text}
        onText={setText}
        used={used}
        drawSamples={
          drawSamples ??
          (async () => {
            drawn++;
            return samples;
          })
        }
        onUse={(rule) => {
          onUse(rule);
          setUsed(rule.text);
        }}
      />
    );
  }
  const { screen } = await renderOnPage(
    <section className="card">
      <Held />
    </section>,
  );
  const field = screen.getByRole('textbox', { name: 'A function that rates one answer' });
  const button = (name: string) => screen.getByRole('button', { name, exact: true });
  return { screen, field, button, onUse };
}
const BY_LENGTH = '({ response }) => response.length';

describe('a rule', () => {
  test('is tried, shown and used, with the figures of the samples', async () => {
    const { screen, button, onUse } = await panel(BY_LENGTH);
    await expect.element(button('Train with this rule')).toBeDisabled();
    await button('Try on samples').click();
    await expect
      .element(screen.getByRole('img', { name: /Histogram of the reward over 32 answers/ }))
      .toBeVisible();
    const lengths = samples.map(({ response }) => response.length);
    const mean = lengths.reduce((sum, one) => sum + one, 0) / 32;
    await expect.element(screen.getByText(`Training uses (reward − ${formatNumber(mean)})`)).toBeVisible();
    const [best, worst] = screen.getByRole('table').elements();
    expect(best.querySelector('tbody td:last-child')!.textContent).toBe(formatNumber(Math.max(...lengths)));
    expect(worst.querySelector('tbody td:last-child')!.textContent).toBe(formatNumber(Math.min(...lengths)));
    await button('Train with this rule').click();
    expect(onUse.mock.calls[0][0].text).toBe(BY_LENGTH);
    expect(onUse.mock.calls[0][0].figures).toMatchObject({ samples: 32, prompts: 8, mean });
    await expect.element(screen.getByText('In use from the next run on.')).toBeVisible();
    await expect.element(button('Train with this rule')).toBeDisabled();
  });

  test('that has changed since must be tried again', async () => {
    const { screen, field, button } = await panel(BY_LENGTH);
    await button('Try on samples').click();
    await expect.element(button('Train with this rule')).toBeEnabled();
    await field.fill(`${BY_LENGTH} + 1`);
    await expect.element(button('Train with this rule')).toBeDisabled();
    await expect.element(screen.getByText('It has changed since.')).toBeVisible();
  });

  test('with a mistake in the text is refused before answers are drawn, and its place can be found', async () => {
    const { screen, field, button } = await panel('({ response }) => {\n  return 1 +* 2;\n}');
    await button('Try on samples').click();
    await expect.element(screen.getByRole('alert')).toHaveTextContent('Line 2, column 13: SyntaxError');
    expect(drawn).toBe(0);
    await button('Go to the place').click();
    const area = field.element() as HTMLTextAreaElement;
    expect(area.value.slice(area.selectionStart, area.selectionEnd)).toBe('*');
    await expect.element(field).toHaveFocus();
    await field.fill('() => 1');
    await expect.element(screen.getByRole('alert')).toBeEmptyDOMElement();
  });

  test('that fails on an answer names it and shows it', async () => {
    const { screen, button } = await panel(
      '({ response }) => {\n  if (/cat/.test(response)) return NaN;\n  return 1;\n}',
    );
    await button('Try on samples').click();
    const alert = screen.getByRole('alert');
    await expect.element(alert).toHaveTextContent('reward of response 2 is NaN (expected a finite number)');
    await expect.element(alert).toHaveTextContent('Tom went out and the cat slept.');
  });

  test('that rates all alike cannot be used', async () => {
    const { screen, button } = await panel('() => 0.5');
    await button('Try on samples').click();
    await expect
      .element(screen.getByRole('alert'))
      .toHaveTextContent('the reward is the same for every response (0.5): there is nothing to learn');
    await expect.element(button('Train with this rule')).toBeDisabled();
  });

  test('that rates prompts rather than answers is warned of', async () => {
    const { screen, button } = await panel(
      '({ prompt, response }) => prompt.charCodeAt(15) + response.length / 1000',
    );
    await button('Try on samples').click();
    await expect
      .element(screen.getByText(/^Only \d+\.\d % of the spread lies between answers/))
      .toBeVisible();
  });

  test('starts from a template', async () => {
    const { screen, field } = await panel('');
    await screen.getByLabelText('Start from').selectOptions('Mentions a dog, and ends');
    await expect.element(field).toHaveValue(expect.stringContaining('dog'));
    await expect.element(screen.getByText(/^Pays one for a dog in the story/)).toBeVisible();
  });
});

test('Tab leaves the field', async () => {
  const { field, screen } = await panel(BY_LENGTH);
  await field.click();
  await userEvent.tab();
  await expect.element(screen.getByText('What the function gets, and what it may do')).toHaveFocus();
  await expect.element(field).toHaveValue(BY_LENGTH);
});

test('Stop ends what is under way', async () => {
  let asked: AbortSignal | undefined;
  const { button } = await panel(BY_LENGTH, (_count, signal) => {
    asked = signal;
    return new Promise(() => {});
  });
  await button('Try on samples').click();
  await expect.poll(() => asked).toBeDefined();
  await button('Stop').click();
  expect(asked!.aborted).toBe(true);
  await expect.element(button('Try on samples')).toBeEnabled();
  expect(document.querySelectorAll('iframe')).toHaveLength(0);
});

test.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
] as const)('can be read by anyone: %s, %i px', async (theme, width) => {
  document.documentElement.dataset.theme = theme;
  await page.viewport(width, 900);
  const { screen, button } = await panel(BY_LENGTH);
  await button('Try on samples').click();
  await expect.element(screen.getByRole('table').first()).toBeVisible();
  await screen.getByText('What the function gets, and what it may do').click();
  const { violations } = await axe.run(document.body, {
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join()}`)).toEqual([]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
