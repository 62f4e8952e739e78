import { describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { defaults } from '../../config/presets.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { SettingsPanel } from './SettingsPanel.tsx';

const odd = { ...defaults.strings, method: 'brain', samplesPerPrompt: 8 } as const;

async function settingsPanel(config = defaults.strings) {
  const page = await renderOnPage(<SettingsPanel />, config);
  const { screen } = page;
  const field = (name: string) => screen.getByRole('textbox', { name, exact: true });
  return { ...page, field, method: screen.getByRole('combobox', { name: 'Method', exact: true }) };
}

describe('a setting', () => {
  test('that is live reaches the run at once', async () => {
    const { field, commands, store } = await settingsPanel();
    await field('Learning rate').fill('0.001');
    await userEvent.keyboard('{Enter}');
    expect(commands).toEqual([{ type: 'change', config: { ...defaults.strings, learningRate: 0.001 } }]);
    expect(store.getState().draft.learningRate).toBe(0.001);
  });

  test('that is not waits in the draft, and asks what memory it would take', async () => {
    const { field, commands, store } = await settingsPanel();
    await field('Samples per prompt').fill('16');
    await userEvent.tab();
    expect(commands).toEqual([{ type: 'estimate', config: { ...defaults.strings, samplesPerPrompt: 16 } }]);
    expect(store.getState().runs[0].config.samplesPerPrompt).toBe(defaults.strings.samplesPerPrompt);
  });

  test('out of bounds changes neither', async () => {
    const { screen, field, commands, store } = await settingsPanel();
    await field('Goodness temperature').fill('-1');
    await userEvent.keyboard('{Enter}');
    await expect.element(screen.getByText('invalid gamma: -1 (expected 0.01..100)')).toBeVisible();
    expect(commands).toEqual([]);
    expect(store.getState().draft).toEqual(defaults.strings);
  });

  test('that conflicts with the method goes back, with a notice', async () => {
    const { field, store, method } = await settingsPanel(odd);
    await method.selectOptions('dpo-sft');
    const before = store.getState().draft.samplesPerPrompt;
    await field('Samples per prompt').fill('7');
    await userEvent.keyboard('{Enter}');
    await expect.element(field('Samples per prompt')).toHaveValue(String(before));
    expect(store.getState().notices.at(-1)?.message).toContain('expected an even number');
  });
});

test('only what the method reads is shown', async () => {
  const { screen, method } = await settingsPanel();
  const ipoTau = screen.getByRole('textbox', { name: 'IPO tau' });
  expect(ipoTau.query()).toBeNull();
  await method.selectOptions('ipo');
  await expect.element(ipoTau).toBeVisible();
  await method.selectOptions('brain');
  await expect.element(ipoTau).not.toBeInTheDocument();
});

test('Defaults brings the settings of this method for this task back', async () => {
  const { screen, field, store } = await settingsPanel();
  await field('Goodness temperature').fill('3');
  await userEvent.keyboard('{Enter}');
  await screen.getByRole('button', { name: 'Defaults' }).click();
  await expect.element(field('Goodness temperature')).toHaveValue(String(defaults.strings.gamma));
  expect(store.getState().draft).toEqual(defaults.strings);
});
