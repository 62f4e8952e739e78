import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { renderOnPage } from '../frame/played_page.tsx';
import { SettingsDrawer } from './SettingsDrawer.tsx';

test('Escape closes what a setting has opened, and then the drawer', async () => {
  const onClose = vi.fn();
  const { screen } = await renderOnPage(<SettingsDrawer id="drawer" open onClose={onClose} />);
  await screen.getByRole('button', { name: 'Sweep over gamma' }).click();
  const form = screen.getByRole('dialog', { name: 'Sweep over gamma' });
  await expect.element(form.getByRole('button', { name: 'Start' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(form).not.toBeInTheDocument();
  expect(onClose).not.toHaveBeenCalled();
  await userEvent.keyboard('{Escape}');
  expect(onClose).toHaveBeenCalledOnce();
});
