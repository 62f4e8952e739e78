import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { DEFAULT_WORLD, WORLD_BOUNDS, type WorldSettings } from '../../exact/world.ts';
import { WorldForm } from './WorldForm.tsx';

async function worldForm(opened: Partial<WorldSettings> = {}) {
  const onChange = vi.fn<(settings: WorldSettings) => void>();
  function Form() {
    const [settings, setSettings] = useState<WorldSettings>({ ...DEFAULT_WORLD, ...opened });
    return (
      <WorldForm
        settings={settings}
        onChange={(next) => {
          onChange(next);
          setSettings(next);
        }}
      />
    );
  }
  const screen = await render(<Form />);
  const field = (name: string) => screen.getByRole('textbox', { name, exact: true });
  return { screen, field, onChange };
}

test('each number is committed by itself, and only when it is done', async () => {
  const { field, onChange } = await worldForm();
  await field('Outcomes').fill('8');
  expect(onChange).not.toHaveBeenCalled();
  await field('Samples n').fill('4');
  await userEvent.keyboard('{Enter}');
  expect(onChange.mock.calls).toEqual([
    [{ ...DEFAULT_WORLD, outcomes: 8 }],
    [{ ...DEFAULT_WORLD, outcomes: 8, n: 4 }],
  ]);
});

test('a number out of bounds keeps the world', async () => {
  const { screen, field, onChange } = await worldForm();
  await field('Samples n').fill('9');
  await userEvent.keyboard('{Enter}');
  await expect.element(screen.getByText('invalid n: 9 (expected an integer in 2..4)')).toBeVisible();
  await expect.element(field('Samples n')).toHaveAttribute('aria-invalid', 'true');
  expect(onChange).not.toHaveBeenCalled();
});

test('another world has the next seed, and the first after the last', async () => {
  const { screen, field } = await worldForm({ seed: WORLD_BOUNDS.seed.max - 1 });
  const another = screen.getByRole('button', { name: 'Another world' });
  await another.click();
  await expect.element(field('Seed')).toHaveValue(String(WORLD_BOUNDS.seed.max));
  await another.click();
  await expect.element(field('Seed')).toHaveValue('0');
});

test('Defaults takes everything back', async () => {
  const { screen, field, onChange } = await worldForm({ gamma: 2, n: 4 });
  await field('γ').fill('1');
  await screen.getByRole('button', { name: 'Defaults' }).click();
  expect(onChange).toHaveBeenLastCalledWith(DEFAULT_WORLD);
  await expect.element(field('γ')).toHaveValue(String(DEFAULT_WORLD.gamma));
});
