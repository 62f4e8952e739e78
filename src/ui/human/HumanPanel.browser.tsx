import { beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { defaults } from '../../config/presets.ts';
import type { AnswerPair, JudgedAnswer } from '../../reward/taste/pairs.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { HumanPanel } from './HumanPanel.tsx';
import { judgingOf } from './judging_page.ts';

/** Two answers that differ in length and facts alone. */
const answer = (length: number, right: number): JudgedAnswer => ({
  text: `answer of ${length} words with ${right} facts .`,
  features: [length, 1, right, 0, 0, 0],
  goldReward: right - length / 10,
});
const pairs: readonly AnswerPair[] = Array.from({ length: 24 }, (_, at) => ({
  promptText: `post ${at} .`,
  a: answer(10 + (at % 5), at % 4),
  b: answer(14, 2),
}));

beforeEach(() => {
  judgingOf('tldr').clear();
  judgingOf('tldr').flip(false);
});

async function panel() {
  const onRewardModel = vi.fn();
  const page = await renderOnPage(<HumanPanel onRewardModel={onRewardModel} />, defaults.tldr);
  const asked = page.commands.find((command) => command.type === 'pairs')!;
  page.say({ ...asked, task: 'tldr', pairs });
  const status = (text: string) => page.screen.getByText(text, { exact: true });
  return { ...page, asked, status, onRewardModel };
}

test('asks for pairs, and takes a choice by press and by key', async () => {
  const { screen, asked, status } = await panel();
  expect(asked).toMatchObject({ type: 'pairs', split: 'train' });
  await screen.getByRole('button', { name: 'Answer 2' }).click();
  await userEvent.keyboard('1');
  await userEvent.keyboard('0');
  await userEvent.keyboard('s');
  await userEvent.keyboard('2');
  await expect.element(status('4 of 20 clicks')).toBeVisible();
  expect(
    judgingOf('tldr')
      .store.getState()
      .clicks.map(({ choice }) => choice),
  ).toEqual(['B', 'A', 'tie', 'B']);
  await screen.getByRole('button', { name: 'Undo' }).click();
  await expect.element(status('3 of 20 clicks')).toBeVisible();
  await screen.getByRole('button', { name: 'Clear all' }).click();
  await screen.getByRole('button', { name: 'Bring them back' }).click();
  await expect.element(status('3 of 20 clicks')).toBeVisible();
});

test('says when it cannot know: too few clicks, ties alone, contradictions', async () => {
  const { screen } = await panel();
  const state = (text: RegExp | string) => expect.element(screen.getByText(text)).toBeVisible();
  await state('Keep clicking: 8 more until the bars mean something.');
  await userEvent.keyboard('0');
  await state('Only ties so far.');
  for (let i = 0; i < 3; i++) await userEvent.keyboard('1');
  await state('Keep clicking: 5 more');
  await expect.element(screen.getByRole('button', { name: 'Train on my taste' })).toBeDisabled();
  const judging = judgingOf('tldr');
  judging.clear();
  const [{ a }, pair] = [pairs[0], pairs[1]];
  for (let i = 0; i < 12; i++) judging.pick({ ...pair, a, b: answer(25, 0) }, i % 2 === 0 ? 'A' : 'B');
  await state('Your clicks look random to it, or follow something it cannot see.');
});

test('trains on what the clicks reward, with the weights as settings', async () => {
  const { screen, store, commands } = await panel();
  const judging = judgingOf('tldr');
  // Short answers, whatever they say.
  for (const pair of pairs.slice(0, 20))
    judging.pick(pair, pair.a.features[0] < pair.b.features[0] ? 'A' : 'tie');
  await expect.element(screen.getByText('Clearest so far: you avoid “Length”.')).toBeVisible();
  await screen.getByRole('button', { name: 'Train on my taste' }).click();
  const { reward, tasteLength } = store.getState().draft;
  expect(reward).toBe('taste');
  expect(tasteLength).toBeLessThan(0);
  expect(commands.slice(-2).map(({ type }) => type)).toEqual(['load', 'play']);
});

test('shows what training did, and the taste beside the hidden reward', async () => {
  const { screen, store, say } = await panel();
  judgingOf('tldr').pick(pairs[0], 'A');
  store.editAll({ reward: 'taste', tasteLength: -1 });
  store.restart();
  const runId = store.getState().currentRunId;
  say({ type: 'status', runId, status: 'paused', phase: 'update', step: 8, round: 1, totalSteps: 10 });
  say({ type: 'pairs', task: 'tldr', split: 'test', seed: 2, batch: 0, count: 64, pairs });
  const [before, after] = [answer(20, 3), answer(5, 1)];
  say({ type: 'before-after', runId, step: 8, answers: [{ promptText: 'new post .', before, after }] });
  await expect.element(screen.getByText('Four new prompts, at the start and at step 8')).toBeVisible();
  await expect.element(screen.getByText(/your taste −4.00 · hidden reward 1.00/)).toBeVisible();
  await expect.element(screen.getByText(/your taste −1.00 · hidden reward 0.500/)).toBeVisible();
  await expect
    .element(screen.getByText(/^Your taste against the hidden gold reward: correlation/))
    .toBeVisible();
});

test('hands the clicks to DPO, KTO and the reward model', async () => {
  const { screen, store, commands, onRewardModel } = await panel();
  await userEvent.keyboard('2');
  await userEvent.keyboard('0');
  const [{ promptText: prompt, a, b }] = judgingOf('tldr').store.getState().clicks;
  const line = JSON.stringify({ prompt, chosen: b.text, rejected: a.text });
  await screen.getByRole('button', { name: 'Set up DPO on them' }).click();
  expect(commands.find(({ type }) => type === 'preferences')).toMatchObject({
    task: 'tldr',
    text: `${line}\n`,
  });
  expect(store.getState().draft.method).toBe('dpo');
  await screen.getByRole('button', { name: 'Set up KTO on them' }).click();
  expect(store.getState().draft).toMatchObject({ method: 'kto', pairSource: 'preferences' });
  await screen.getByRole('button', { name: 'Train a reward model on them' }).click();
  expect(onRewardModel).toHaveBeenCalledOnce();
});

test('flips one click of five when asked', async () => {
  const { screen } = await panel();
  for (let i = 0; i < 10; i++) await userEvent.keyboard('1');
  await screen.getByRole('checkbox', { name: 'Flip one click of five' }).click();
  const { heard, clicks } = judgingOf('tldr').store.getState();
  expect(heard.filter(({ choice }) => choice === 'B')).toHaveLength(2);
  expect(clicks.every(({ choice }) => choice === 'A')).toBe(true);
});

test('asks for a task with words where there are none', async () => {
  const { screen, store } = await renderOnPage(<HumanPanel onRewardModel={() => {}} />);
  await screen.getByRole('button', { name: 'Dialog' }).click();
  expect(store.getState().draft.task).toBe('dialog');
});
