import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { renderOnPage } from './frame/played_page.tsx';
import { Header, HeaderTools } from './Header.tsx';

const whole = (page: 'train' | 'exact') => (
  <>
    <Header page={page} />
    <HeaderTools page={page} />
  </>
);

test('says why this one computes, and offers the one that measured slower', async () => {
  const { screen, say, commands } = await renderOnPage(whole('train'));
  const chip = screen.getByRole('button', { name: /^Computes: / });
  await expect.element(screen.getByRole('status')).toHaveTextContent('Looking for a GPU…');
  const reason = 'Computing on the CPU: it measures 3.1 times the GPU’s speed.';
  say({ type: 'backend', backend: { name: 'cpu', label: 'CPU · 2 threads', reason, alternative: 'webgpu' } });
  await expect.element(chip).toHaveTextContent('CPU');
  await chip.click();
  await expect.element(screen.getByRole('dialog').getByText(reason)).toBeVisible();
  await expect.element(screen.getByRole('link', { name: 'How fast?' })).toHaveAttribute('href', '#benchmark');
  await screen.getByRole('button', { name: 'Use WebGPU' }).click();
  expect(commands).toEqual([{ type: 'switch', backend: 'webgpu' }]);
  say({ type: 'backend', backend: { name: 'webgpu', label: 'WebGPU · some adapter' } });
  await expect.element(screen.getByRole('button', { name: 'Use WebGPU' })).not.toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(chip).toHaveFocus();
});

test('lists everything that can compute', async () => {
  const { screen, say, commands } = await renderOnPage(whole('train'));
  say({ type: 'backend', backend: { name: 'cpu', label: 'CPU · 2 threads' } });
  await screen.getByRole('button', { name: 'Computes: CPU' }).click();
  const menu = screen.getByLabelText('What computes');
  await expect.element(menu).toHaveDisplayValue('CPU · 2 threads');
  const names = [...menu.element().querySelectorAll('option')].map(({ textContent }) => textContent);
  expect(names).toEqual([
    'WebGPU',
    'CPU · 2 threads',
    'TensorFlow.js · WebGPU',
    'TensorFlow.js · WASM',
    'TensorFlow.js · plain JavaScript',
  ]);
  await menu.selectOptions('tfjs-wasm');
  expect(commands).toEqual([{ type: 'switch', backend: 'tfjs-wasm' }]);
});

test('keeps to one line, and to 44 px with a menu on a phone', async () => {
  const { screen, say } = await renderOnPage(whole('exact'));
  say({ type: 'backend', backend: { name: 'cpu', label: 'CPU · 2 threads' } });
  const height = () => screen.getByRole('banner').element().getBoundingClientRect().height;
  await page.viewport(1024, 768);
  await expect.poll(height).toBeLessThanOrEqual(50);
  await page.viewport(390, 844);
  await expect.poll(height).toBeLessThanOrEqual(45);
  await screen.getByRole('button', { name: 'Menu' }).click();
  const exact = screen.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Exact' });
  await expect.element(exact).toHaveAttribute('aria-current', 'page');
  await screen.getByRole('link', { name: 'Variance' }).click();
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
  expect(location.hash).toBe('#variance');
  await page.viewport(1280, 800);
});
