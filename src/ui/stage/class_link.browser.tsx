// What a teacher's link does to the stage and to what lies below it.
import { flushSync } from 'react-dom';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PANEL_IDS, type PanelId } from '../../config/class_link.ts';
import { defaults } from '../../config/presets.ts';
import type { SettingKey } from '../../config/schema.ts';
import { sampleHistory } from '../../session/journal/sample_history.ts';
import { eventsOf } from '../../store/restored_run.ts';
import { evaluationEvent } from '../../store/sample_events.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { changeClassLink, unlock } from '../link/class_link.ts';
import { TrainPage } from './TrainPage.tsx';

const FREE = { lock: [], hide: [] };
beforeEach(() => changeClassLink(FREE));
afterEach(() => changeClassLink(FREE));

async function stage() {
  const page = await renderOnPage(<TrainPage />);
  // The list of runs shows from the second on.
  for (const runId of [1, 2]) {
    if (runId === 2) page.store.restart();
    page.say(evaluationEvent(runId, 0));
    for (const event of eventsOf(runId, sampleHistory)) page.say(event);
  }
  page.say({
    type: 'status',
    runId: 2,
    status: 'paused',
    phase: 'update',
    step: 2,
    round: 1,
    totalSteps: 10,
  });
  await expect.element(page.screen.getByRole('tab', { name: 'Weights' })).toBeVisible();
  return page;
}

const region = (name: string) => document.querySelector(`[aria-label="${name}"]`);
const textOf = (element: Element | null | undefined) => element?.textContent ?? undefined;
const TABS: Readonly<Record<string, PanelId>> = {
  Weights: 'weights',
  Curves: 'curves',
  Samples: 'samples',
  Method: 'method-card',
  Bridges: 'bridges',
  Reward: 'reward-panel',
  'Be the human': 'human',
};

/** All that stands on the page, by the part of a link that hides it. */
async function figures(): Promise<Map<string, string | undefined>> {
  const chart = region('Reward against drift');
  const selects = [...document.querySelectorAll<HTMLSelectElement>('[aria-label="First settings"] select')];
  const shown = selects.filter((select) => select.checkVisibility());
  const value = (at: number, key: string) => [key, shown.find((one) => one === selects[at])?.value] as const;
  const found = new Map<string, string | undefined>([
    ['text', textOf(region('What it writes'))],
    ['chart', textOf(chart)],
    ['progress', textOf(region('Run controls')?.querySelector('progress')?.parentElement)],
    ['runs', textOf(document.querySelector('details > summary'))],
    value(0, 'task'),
    value(1, 'method'),
    ['gamma', textOf(region('First settings')?.querySelector('output'))],
  ]);
  for (const [name, id] of Object.entries(TABS)) {
    const tab = [...document.querySelectorAll<HTMLElement>('[role="tab"]')].find(
      ({ textContent }) => textContent === name,
    );
    tab?.click();
    const panel = () => textOf(document.querySelector('#look-inside'));
    if (tab) await expect.poll(panel).not.toBe('');
    found.set(id, tab && panel());
  }
  return found;
}

test('each part can hide, and nothing else shows other figures', async () => {
  await stage();
  await figures(); // loads what loads late
  const before = await figures();
  expect([...before].filter(([, text]) => text === undefined || text === '')).toEqual([]);
  const others: readonly (PanelId | SettingKey)[] = ['task', 'method', 'gamma'];
  for (const id of [...PANEL_IDS, ...others]) {
    flushSync(() => changeClassLink({ lock: [], hide: [id] }));
    const gone = id === 'inside' ? Object.values(TABS) : [id];
    const after = await figures();
    for (const [part, text] of before)
      expect(after.get(part), `${part} without ${id}`).toBe(
        (gone as readonly string[]).includes(part) ? undefined : text,
      );
  }
});

test('a lock holds its setting, whatever else is chosen, until it is unlocked', async () => {
  const { screen, store } = await stage();
  store.edit('gamma', 0.3);
  changeClassLink({ lock: ['gamma', 'task'], hide: [] });
  const [task, gamma] = [
    screen.getByRole('combobox', { name: 'Task' }),
    screen.getByRole('slider', { name: 'Greediness gamma' }),
  ];
  await expect.element(task).toBeDisabled();
  await expect.element(task).toHaveAccessibleDescription('Set by your teacher');
  await expect.element(gamma).toBeDisabled();
  await screen.getByRole('combobox', { name: 'Method' }).selectOptions('dpo');
  expect(store.getState().draft).toMatchObject({ method: 'dpo', gamma: defaults.strings.gamma });
  unlock();
  await expect.element(gamma).toBeEnabled();
  expect(location.search).not.toContain('lock');
});

test('the number on the desk picks value and seed, and they stay', async () => {
  const { screen, store } = await stage();
  changeClassLink({ ...FREE, seats: { field: 'gamma', values: [0.1, 0.3, 1, 3, 10] } });
  const desk = screen.getByLabelText('Which number is on your desk?');
  await desk.fill('0');
  await screen.getByRole('button', { name: 'Take this seat' }).click();
  await expect.element(screen.getByText('Takes a whole number from 1 to 200.')).toBeVisible();
  await desk.fill('12');
  await screen.getByRole('button', { name: 'Take this seat' }).click();
  await expect.element(screen.getByText('gamma 0.3, seed 3. Your teacher’s list.')).toBeVisible();
  expect(store.getState().draft).toMatchObject({ gamma: 0.3, seed: 3 });
  await expect.element(screen.getByRole('slider', { name: 'Greediness gamma' })).toBeDisabled();
  expect(location.search).toContain('seats=gamma:0.1,0.3,1,3,10&seat=12');
});
