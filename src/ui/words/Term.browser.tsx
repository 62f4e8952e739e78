import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { glossary } from './glossary.ts';
import { Term } from './Term.tsx';
import { chooseWording } from './terms.ts';

afterEach(() => chooseWording('plain'));

test('shows the plain word with its symbol, and explains it on focus until Escape', async () => {
  const screen = await render(<Term name="drift" />);
  const word = screen.getByRole('button', { name: 'drift' });
  await expect.element(screen.getByText('KL', { exact: true })).toBeVisible();
  await userEvent.tab();
  await expect.element(word).toHaveFocus();
  const note = page.getByRole('tooltip');
  await expect.element(note).toBeVisible();
  await expect.element(note).toHaveTextContent(glossary.drift.meaning);
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByText(/In the paper/)).not.toBeVisible();
});

test('explains on a tap, and inside the window', async () => {
  await page.viewport(390, 300);
  const screen = await render(
    <p style={{ position: 'fixed', right: 0, bottom: 0 }}>
      <Term name="posterior" />
    </p>,
  );
  await screen.getByRole('button', { name: 'target' }).click();
  const box = page.getByRole('tooltip').element().getBoundingClientRect();
  expect(box.right).toBeLessThanOrEqual(390);
  expect(box.bottom).toBeLessThanOrEqual(300);
  expect(box.top).toBeGreaterThanOrEqual(0);
});

test("takes the paper's name, without the symbol, where the address asks for it", async () => {
  const screen = await render(<Term name="policy">The model now</Term>);
  await expect.element(screen.getByText('q', { exact: true })).toBeVisible();
  await expect.element(screen.getByRole('button')).toHaveTextContent('The model now');
  chooseWording('paper');
  await expect.element(screen.getByRole('button')).toHaveTextContent('policy');
  expect(location.search).toContain('terms=paper');
  expect(screen.getByText('q', { exact: true }).elements()).toHaveLength(0);
});
