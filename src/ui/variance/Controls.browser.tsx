import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import '../base.css';
import '../table.css';
import { Controls } from './Controls.tsx';
import { type ToySettings, toyDefaults } from './settings.ts';

async function controls(opened: Partial<ToySettings> = {}) {
  const onChange = vi.fn<(settings: ToySettings) => void>();
  function Form() {
    const [settings, setSettings] = useState<ToySettings>({ ...toyDefaults, ...opened });
    return (
      <Controls
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

afterEach(() => page.viewport(1280, 800));

test('a number is committed with the others as they were', async () => {
  const { field, onChange } = await controls();
  await field('Samples').fill('32');
  await userEvent.keyboard('{Enter}');
  expect(onChange.mock.calls).toEqual([[{ ...toyDefaults, samples: 32 }]]);
});

test('the end of the range that is set pushes the other', async () => {
  const { field, onChange } = await controls();
  await field('Proposal mean from').fill('2');
  await userEvent.keyboard('{Enter}');
  await expect.element(field('Proposal mean to')).toHaveValue('2.1');
  await field('Proposal mean to').fill('-3');
  await userEvent.keyboard('{Enter}');
  await expect.element(field('Proposal mean to')).toHaveValue('-2.9');
  await expect.element(field('Proposal mean from')).toHaveValue('-3');
  expect(onChange).toHaveBeenCalledTimes(2);
});

test('the page follows a slider while it is dragged', async () => {
  const { screen, field, onChange } = await controls();
  const slider = screen.getByRole('slider', { name: 'Policy mean' });
  (slider.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight>}');
  expect(onChange.mock.calls).toEqual([[{ ...toyDefaults, policyMean: 1.1 }]]);
  await userEvent.keyboard('{/ArrowRight}');
  await expect.element(field('Policy mean')).toHaveValue('1.1');
  expect(onChange).toHaveBeenCalledOnce();
});

test('out of bounds is refused under the name of the setting', async () => {
  const { screen, field, onChange } = await controls();
  await field('Proposal mean to').fill('4');
  await userEvent.tab();
  await expect.element(screen.getByText('invalid to: 4 (expected -3..3)')).toBeVisible();
  expect(onChange).not.toHaveBeenCalled();
});

test('New seed counts on and begins again after the last', async () => {
  const { screen, field } = await controls({ seed: 4_294_967_295 });
  const button = screen.getByRole('button', { name: 'New seed' });
  await button.click();
  await expect.element(field('Seed')).toHaveValue('0');
  await button.click();
  await expect.element(field('Seed')).toHaveValue('1');
});

test('Defaults brings the paper’s settings back', async () => {
  const { screen, onChange } = await controls({ samples: 64, to: 2 });
  await screen.getByRole('button', { name: 'Defaults' }).click();
  expect(onChange.mock.calls).toEqual([[toyDefaults]]);
});

test('on a small screen the settings are folded away until asked for', async () => {
  await page.viewport(600, 800);
  const { screen, field } = await controls();
  await expect.element(field('Samples')).not.toBeInTheDocument();
  await screen.getByRole('button', { name: 'Show settings' }).click();
  await expect.element(field('Samples')).toBeVisible();
  await screen.getByRole('button', { name: 'Hide settings' }).click();
  await expect.element(field('Samples')).not.toBeInTheDocument();
});
