import { expect, test } from 'vitest';
import { renderOnPage } from '../frame/played_page.tsx';
import { ReferenceCheck } from './ReferenceCheck.tsx';

const agreement = {
  step: 7,
  rows: 64,
  tokens: 320,
  logProbGap: 3.14e-6,
  gradientGap: 0,
  backend: 'CPU · 2 threads',
  reference: 'TensorFlow.js · WASM, SIMD',
} as const;

async function opened(name: 'cpu' | 'tfjs-wasm', step: number) {
  const page = await renderOnPage(<ReferenceCheck />);
  page.say({ type: 'backend', backend: { name, label: name } });
  page.say({ type: 'status', runId: 1, status: 'paused', phase: 'update', step, round: 1, totalSteps: 10 });
  return { ...page, button: page.screen.getByRole('button', { name: 'Check against TensorFlow.js' }) };
}

test('asks once, and says the largest differences', async () => {
  const { button, commands, say, screen } = await opened('cpu', 7);
  await button.click();
  expect(commands).toEqual([{ type: 'check' }]);
  await expect.element(screen.getByText('Computing the latest batch on both…')).toBeVisible();
  await expect.element(button).toBeDisabled();
  say({ type: 'agreement', agreement });
  await expect
    .element(
      screen.getByText(
        'CPU · 2 threads beside TensorFlow.js · WASM, SIMD, 64 responses (320 tokens) at step 7: log-probs differ by at most 3.1e−6 nats, the gradient by 0 of its largest element.',
      ),
    )
    .toBeVisible();
  await expect.element(button).toBeEnabled();
});

test('says why there is no comparison, and forgets it with another backend', async () => {
  const { button, say, screen } = await opened('cpu', 7);
  await button.click();
  say({ type: 'agreement', problem: 'the file is missing' });
  await expect.element(screen.getByText('Not compared: the file is missing.')).toBeVisible();
  say({ type: 'backend', backend: { name: 'webgpu', label: 'WebGPU' } });
  await expect.element(screen.getByRole('status')).toHaveTextContent('');
});

test('has nothing to compare before the first step, nor where the reference computes', async () => {
  const { button, say } = await opened('cpu', 0);
  await expect.element(button).toBeDisabled();
  say({ type: 'backend', backend: { name: 'tfjs-wasm', label: 'TensorFlow.js' } });
  await expect.element(button).not.toBeInTheDocument();
});
