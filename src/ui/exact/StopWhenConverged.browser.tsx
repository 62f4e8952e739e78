import { expect, test } from 'vitest';
import { renderOnPage } from '../frame/played_page.tsx';
import { StopWhenConverged } from './StopWhenConverged.tsx';

const points = Array.from({ length: 20 }, (_, i) => ({
  step: i * 10,
  reward: 1 - 0.5 ** i,
  drift: 1 - 0.5 ** i,
}));
const moving = points.slice(0, 5);

test('pauses the run once it stands still, and once only', async () => {
  const { screen, store, commands, say } = await renderOnPage(<StopWhenConverged points={points} />);
  const box = screen.getByRole('checkbox', { name: 'Stop when converged' });
  await expect.element(screen.getByText(/^Converged at step \d+:/)).toBeVisible();
  say({ type: 'status', runId: 1, status: 'running', phase: 'sample', step: 1, round: 0, totalSteps: 10 });
  expect(commands).toEqual([]);
  await box.click();
  await expect.poll(() => commands).toContainEqual({ type: 'pause' });
  await expect.element(box).not.toBeChecked();
  expect(store.getState().progress.status).toBe('running');
  expect(commands).toHaveLength(1);
});

test('leaves a run alone that still moves', async () => {
  const { screen, commands, say } = await renderOnPage(<StopWhenConverged points={moving} />);
  await screen.getByRole('checkbox').click();
  say({ type: 'status', runId: 1, status: 'running', phase: 'sample', step: 1, round: 0, totalSteps: 10 });
  await expect.element(screen.getByText('Reward and drift still change.')).toBeVisible();
  await expect.element(screen.getByRole('checkbox')).toBeChecked();
  expect(commands).toEqual([]);
});
