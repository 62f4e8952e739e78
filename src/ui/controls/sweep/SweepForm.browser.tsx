import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { defaults } from '../../../config/presets.ts';
import { sweepRequests } from '../../../experiments/sweep/sweep.ts';
import { renderOnPage } from '../../frame/played_page.tsx';
import { openSweeping } from '../../queue/page_sweep.ts';
import { SettingsPanel } from '../SettingsPanel.tsx';

const config = { ...defaults.strings, learningRate: 0.005 };

async function openForm() {
  const page = await renderOnPage(<SettingsPanel />, config);
  const { screen } = page;
  const button = screen.getByRole('button', { name: 'Sweep over gamma' });
  await button.click();
  const form = screen.getByRole('dialog', { name: 'Sweep over gamma' });
  await expect.element(form.getByLabelText('Values', { exact: true })).toBeVisible();
  return { ...page, button, form, start: form.getByRole('button', { name: 'Start' }) };
}

test('× opens values around the present one, and says what they cost before Start', async () => {
  const { form, start, screen } = await openForm();
  await expect.element(form.getByLabelText('Values', { exact: true })).toHaveValue('0.1, 0.3, 1, 3, 10');
  await expect.element(form.getByLabelText('Seeds')).toHaveValue('1-3');
  const status = form.getByRole('status');
  await expect.element(status).toHaveTextContent(/^15 runs, about .+ if it is as fast as a recorded CPU$/);
  await form.getByRole('checkbox', { name: 'DPO-sft+IW+n' }).click();
  await expect.element(status).toHaveTextContent(/^30 runs, about /);
  await form.getByLabelText('Values', { exact: true }).fill('0.5, 2');
  await expect.element(status).toHaveTextContent(/^12 runs, about /);
  await form.getByLabelText('And over').selectOptions('Rounds');
  await expect.element(form.getByLabelText('Rounds')).toHaveValue('5, 10, 20');
  await expect.element(status).toHaveTextContent(/^36 runs, about /);

  await form.getByLabelText('Values', { exact: true }).fill('0.5, -2');
  await expect.element(status).toHaveTextContent('invalid gamma: -2 (expected 0.01..100)');
  await expect.element(start).toBeDisabled();
  await userEvent.keyboard('{Escape}');
  await expect.element(screen.getByRole('dialog', { name: 'Sweep over gamma' })).not.toBeInTheDocument();
  await expect.element(screen.getByRole('button', { name: 'Sweep over gamma' })).toHaveFocus();
});

test('Start puts the sweep into the address, and computes it on the drafted settings', async () => {
  const { form, start } = await openForm();
  await form.getByLabelText('Values', { exact: true }).fill('0.5,2');
  await form.getByLabelText('Seeds').fill('4');
  await start.click();
  expect(location.hash).toBe('#sweep');
  expect(location.search).toContain('learningRate=0.005&');
  expect(location.search).toContain('sweep=gamma:0.5,2&seeds=4&methods=brain');
  const sweeping = openSweeping(undefined);
  const { sweep, runs } = sweeping.store.getState();
  expect(sweep).toMatchObject({ overrides: { learningRate: 0.005 }, swept: [{ values: [0.5, 2] }] });
  await expect
    .poll(() => sweeping.store.getState().runs.map(({ request }) => request.key))
    .toEqual(sweepRequests(sweep!).map(({ key }) => key));
  expect(runs.length).toBeLessThanOrEqual(2);
  sweeping.cancel();
  history.replaceState(null, '', location.pathname);
});
