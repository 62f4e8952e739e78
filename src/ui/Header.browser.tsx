import { expect, test } from 'vitest';
import { renderOnPage } from './frame/played_page.tsx';
import { Header } from './Header.tsx';

test('says why this one computes, and offers the one that measured slower', async () => {
  const { screen, say, commands } = await renderOnPage(<Header page="train" />);
  await expect.element(screen.getByText('Looking for a GPU…')).toBeVisible();
  const reason = 'Computing on the CPU: it measures 3.1 times the GPU’s speed.';
  say({ type: 'backend', backend: { name: 'cpu', label: 'CPU · 2 threads', reason, alternative: 'webgpu' } });
  await expect.element(screen.getByText(reason)).toBeVisible();
  await screen.getByRole('button', { name: 'Use WebGPU' }).click();
  expect(commands).toEqual([{ type: 'switch', backend: 'webgpu' }]);
  say({ type: 'backend', backend: { name: 'webgpu', label: 'WebGPU · some adapter' } });
  await expect.element(screen.getByRole('button', { name: 'Use WebGPU' })).not.toBeInTheDocument();
});

test('lists everything that can compute', async () => {
  const { screen, say, commands } = await renderOnPage(<Header page="train" />);
  say({ type: 'backend', backend: { name: 'cpu', label: 'CPU · 2 threads' } });
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
