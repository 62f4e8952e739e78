import axe from 'axe-core';
import { useState } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { judgeAll } from '../../../../judge/ask.ts';
import { type PairResult, totalsOf } from '../../../../judge/totals.ts';
import type { JudgeSpending } from '../../../../own/reward/judge/budget.ts';
import { emptyForm } from '../../../../own/reward/judge/judge_reward_form.ts';
import { type JudgeReward, JudgeScorer } from '../../../../own/reward/judge/judge_scorer.ts';
import type { ResponseToRate } from '../../../../own/reward/response_scorer.ts';
import { judgeIdentity } from '../../../../own/reward/reward_identity.ts';
import type { AskedJudge } from '../../../../store/own_files.ts';
import { renderOnPage } from '../../../frame/played_page.tsx';
import { JudgeRewardPanel } from './JudgeRewardPanel.tsx';

afterEach(async () => {
  delete document.documentElement.dataset.theme;
  await page.viewport(1280, 800);
});

const samples: ResponseToRate[] = Array.from({ length: 16 }, (_, i) => ({
  prompt: `Prompt ${i >> 2}.`,
  response: 'so '.repeat(1 + ((i * 5) % 7)),
  meta: {},
  ended: true,
  tokens: 1,
}));

/** The longer answer is better; 100 tokens in and 10 out a request. */
const preferLong: typeof judgeAll = async (pairs) => {
  const results = pairs.map(({ first, second }): PairResult => {
    const verdict = first.length === second.length ? 'tie' : first.length > second.length ? 'A' : 'B';
    return { state: 'judged', verdict, orders: [verdict, verdict] };
  });
  const requests = 2 * pairs.length;
  const spent = { requests, promptTokens: 100 * requests, completionTokens: 10 * requests };
  return { results, totals: totalsOf(results, spent, 0, 1), cancelled: false };
};

async function panel() {
  const onUse = vi.fn();
  const onApply = vi.fn();
  function Held() {
    const [form, setForm] = useState(emptyForm);
    const [judges, setJudges] = useState<Readonly<Record<string, AskedJudge>>>({});
    const [used, setUsed] = useState<string>();
    const change = (reward: JudgeReward, asked: Partial<AskedJudge>) => {
      const { text } = judgeIdentity(reward);
      setJudges((before) => ({ ...before, [text]: { ...(before[text] ?? { form }), ...asked } }));
    };
    return (
      <JudgeRewardPanel
        form={form}
        onForm={setForm}
        judges={judges}
        drawSamples={async () => samples}
        used={used}
        onUse={(reward, figures) => {
          setUsed(judgeIdentity(reward).text);
          change(reward, { form });
          onUse(reward, figures);
        }}
        onApply={(reward) => {
          change(reward, { form });
          onApply(reward);
        }}
        openJudge={(reward) => {
          change(reward, { form });
          const onSpending = (spending: JudgeSpending) => change(reward, { spending });
          return new JudgeScorer({ ...reward, ask: preferLong, onSpending });
        }}
      />
    );
  }
  const { screen } = await renderOnPage(
    <section className="card">
      <Held />
    </section>,
  );
  const button = (name: string) => screen.getByRole('button', { name, exact: true });
  const fill = async (values: Readonly<Record<string, string>>) => {
    for (const [label, value] of Object.entries(values))
      await screen.getByLabelText(label, { exact: true }).fill(value);
  };
  return { screen, button, fill, onUse, onApply };
}
const FILLED = {
  Address: 'http://localhost:11434/v1',
  Model: 'llama3.2',
  'Price per million tokens in': '1',
  'Price per million tokens out': '10',
};

test('a try says what it will ask, and what it has cost', async () => {
  const { screen, button, fill, onUse } = await panel();
  await expect.element(button('Try on samples')).toBeDisabled();
  await fill(FILLED);
  await expect.element(screen.getByText('A try rates 64 answers with at most 256 requests.')).toBeVisible();
  await button('Try on samples').click();
  await expect.element(screen.getByText(/^Spent 0\.\d{4} of 1: \d+ requests, /)).toBeVisible();
  await expect
    .element(screen.getByRole('img', { name: /Histogram of the reward over 16 answers: mean 0\.5/ }))
    .toBeVisible();
  await button('Train with this judge').click();
  const [reward, figures] = onUse.mock.calls[0];
  expect(reward).toMatchObject({ neighbours: 2, limits: { priceCap: 1 }, settings: { model: 'llama3.2' } });
  expect(figures).toMatchObject({ samples: 16, prompts: 4, mean: 0.5 });
});

test('a judge in use gets other limits at a press, and is no other judge', async () => {
  const { screen, button, fill, onApply } = await panel();
  await fill(FILLED);
  await button('Try on samples').click();
  await button('Train with this judge').click();
  await expect.element(screen.getByText('In use from the next run on.')).toBeVisible();
  expect(button('Use these limits').elements()).toHaveLength(0);
  await fill({ 'Spend at most': '5' });
  await button('Use these limits').click();
  expect(onApply.mock.calls[0][0].limits.priceCap).toBe(5);
  expect(button('Use these limits').elements()).toHaveLength(0);
  await fill({ Model: 'another' });
  await expect.element(button('Train with this judge')).toBeDisabled();
});

test('the price cap ends a try, in words', async () => {
  const { screen, button, fill, onUse } = await panel();
  await fill({ ...FILLED, 'Spend at most': '0.001' });
  await button('Try on samples').click();
  await expect.element(screen.getByRole('alert')).toHaveTextContent('could pass the price cap of 0.001');
  await expect.element(button('Train with this judge')).toBeDisabled();
  expect(onUse).not.toHaveBeenCalled();
});

test('prices must be said', async () => {
  const { screen, button, fill } = await panel();
  await fill({ ...FILLED, 'Price per million tokens out': '' });
  await expect.element(screen.getByText('invalid price of a million tokens out: (empty)')).toBeVisible();
  await expect.element(button('Try on samples')).toBeDisabled();
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)('can be read by anyone: %s, %i px', async (theme, width) => {
  document.documentElement.dataset.theme = theme;
  await page.viewport(width, 900);
  const { screen, button, fill } = await panel();
  await fill(FILLED);
  await button('Try on samples').click();
  await expect.element(screen.getByRole('table').first()).toBeVisible();
  const { violations } = await axe.run(document.body, {
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join()}`)).toEqual([]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
});
