import { expect, it } from 'vitest';
import { presetFor } from '../config/presets.ts';
import type { SettingKey } from '../config/schema.ts';
import { createPageStore } from './store.ts';

function open(locked: readonly SettingKey[]) {
  const config = { ...presetFor('strings', 'brain'), gamma: 0.3, samplesPerPrompt: 7 };
  return createPageStore({
    config,
    connect: () => ({ send: () => {} }),
    schedule: (task) => task(),
    locked: () => locked,
  });
}

it('holds a setting against an edit, and says who set it', () => {
  const page = open(['gamma']);
  page.edit('gamma', 1);
  page.edit('rounds', 3);
  expect(page.getState().draft).toMatchObject({ gamma: 0.3, rounds: 3 });
  expect(page.getState().notices.map(({ message }) => message)).toEqual([
    '“Goodness temperature” was set by your teacher. “Unlock” in the menu frees it.',
  ]);
});

it('holds it against the presets of a method and a task', () => {
  const page = open(['gamma']);
  page.chooseMethod('gdc');
  expect(page.getState().draft).toEqual({ ...presetFor('strings', 'gdc'), gamma: 0.3 });
  page.chooseTask('tldr');
  expect(page.getState().draft).toEqual({ ...presetFor('tldr', 'gdc'), gamma: 0.3 });
});

it('holds the task and the method themselves', () => {
  const page = open(['task', 'method']);
  page.chooseTask('tldr');
  page.chooseMethod('dpo');
  expect(page.getState().draft).toMatchObject({ task: 'strings', method: 'brain' });
});

it('lets go of what the rest cannot stand beside', () => {
  const page = open(['samplesPerPrompt']);
  // Pairs need an even number of samples.
  page.chooseMethod('dpo-sft');
  expect(page.getState().draft).toEqual(presetFor('strings', 'dpo-sft'));
});

it('is open to the page itself, which deals out seats', () => {
  const page = open(['gamma', 'seed']);
  page.editAll({ gamma: 10, seed: 4 });
  expect(page.getState().draft).toMatchObject({ gamma: 10, seed: 4 });
  page.editAll({ gamma: -1, seed: 5 });
  expect(page.getState().draft).toMatchObject({ gamma: 10, seed: 4 });
});
