import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { useStore } from 'zustand';
import '../base.css';
import '../table.css';
import type { RunOutcome } from '../../experiments/run_outcome.ts';
import type { Execute } from '../../experiments/run_queue.ts';
import { Reproduction } from '../../store/reproduction.ts';
import { Controls } from './Controls.tsx';

/** The controls of a queue whose runs end when the test says so. */
async function controls() {
  const rejecters: ((error: Error) => void)[] = [];
  const calls: string[] = [];
  const execute: Execute = () => ({
    outcome: new Promise<RunOutcome>((_, reject) => rejecters.push(reject)),
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
    stop: () => calls.push('stop'),
  });
  const reproduction = new Reproduction({
    execute,
    concurrency: 1,
    memory: { read: () => undefined, write: () => true },
    store: { load: async () => undefined, save: async () => {} },
  });
  await reproduction.choose({ size: 'smoke', seeds: 1, race: [], budget: 'samples' });
  const Queue = () => <Controls reproduction={reproduction} state={useStore(reproduction.store)} />;
  const screen = await render(<Queue />);
  const button = (name: string) => screen.getByRole('button', { name, exact: true });
  const seeds = screen.getByRole('textbox', { name: 'Seeds', exact: true });
  return { screen, reproduction, rejecters, calls, button, seeds };
}

test('says before Play what all of it costs', async () => {
  const { screen, seeds } = await controls();
  const cost = screen.getByText(/^\d+ runs: about \d+ s on a recorded CPU\.$/);
  await expect.element(cost).toBeVisible();
  const runsOf = (text: string) => Number.parseInt(text, 10);
  const once = runsOf(cost.element().textContent);
  await seeds.fill('3');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => runsOf(cost.element().textContent)).toBe(3 * once);
});

test('size, seeds and racers are the scale of the queue', async () => {
  const { screen, reproduction, seeds } = await controls();
  const scale = () => reproduction.store.getState().scale;
  await seeds.fill('3');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => scale().seeds).toEqual([1, 2, 3]);
  await screen.getByRole('combobox', { name: 'Size' }).selectOptions('quick');
  await expect.poll(() => scale()).toMatchObject({ size: 'quick', seeds: [1, 2, 3] });
  await screen
    .getByRole('combobox', { name: 'Size' })
    .selectOptions('With LoRA, as the paper: Full, with adapters on text');
  await expect.poll(() => scale()).toMatchObject({ size: 'lora', seeds: [1, 2, 3] });
  await screen.getByRole('combobox', { name: 'Size' }).selectOptions('quick');
  await screen.getByText('More methods in Figure 2').click();
  await screen.getByRole('checkbox', { name: 'IPO' }).click();
  await expect.poll(() => scale().race).toEqual(['ipo']);
  await screen.getByRole('combobox', { name: /Each may spend/ }).selectOptions('seconds');
  await expect.poll(() => scale()).toMatchObject({ budget: 'seconds', race: ['ipo'] });
  const untilDecided = screen.getByRole('checkbox', { name: /As many seeds as the orderings need/ });
  await untilDecided.click();
  await expect.poll(() => scale()).toMatchObject({ looks: [5, 8, 12, 20], race: ['ipo'] });
  await expect.element(seeds).toBeDisabled();
  await untilDecided.click();
  await expect.poll(() => scale().seeds).toEqual([1, 2, 3]);
});

test('a number of seeds out of bounds leaves the scale as it is', async () => {
  const { screen, reproduction, seeds } = await controls();
  await seeds.fill('21');
  await userEvent.tab();
  await expect.element(screen.getByText('invalid seeds: 21 (expected an integer in 1..20)')).toBeVisible();
  expect(reproduction.store.getState().scale.seeds).toEqual([1]);
});

test('plays, pauses, resumes and cancels; the scale is fixed meanwhile', async () => {
  const { screen, calls, button, seeds } = await controls();
  await button('Play all').click();
  await expect.element(screen.getByText(/^0 of \d+ runs done, 1 under way/)).toBeVisible();
  await expect.element(seeds).toBeDisabled();
  await expect.element(screen.getByRole('combobox', { name: 'Size' })).toBeDisabled();
  await button('Pause').click();
  await expect.element(screen.getByText(/, paused$/)).toBeVisible();
  await button('Resume').click();
  await button('Cancel').click();
  expect(calls).toEqual(['pause', 'resume', 'stop']);
  await expect.element(button('Play all')).toBeVisible();
  await expect.element(seeds).toBeEnabled();
});

test('says which run failed and why, and tries it again', async () => {
  const { screen, rejecters, button } = await controls();
  await button('Play all').click();
  await expect.poll(() => rejecters.length).toBe(1);
  rejecters[0](new Error('out of memory'));
  const failed = screen.getByRole('list', { name: 'Failed:' });
  await expect.element(failed).toHaveTextContent(/on Strings, seed 1: out of memory/);
  await expect.poll(() => rejecters.length).toBe(2);
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect.element(failed).not.toBeInTheDocument();
});
