import { expect, test } from 'vitest';
import { defaults } from '../../config/presets.ts';
import type { MethodName } from '../../objectives/index.ts';
import type { Microscope } from '../../session/protocol.ts';
import { renderOnPage } from '../frame/played_page.tsx';
import { MicroscopePanel } from './MicroscopePanel.tsx';

const third = Math.log(1 / 3);
/** Three samples with uniform policy, prior and proposal, so that only the reward tells them apart. */
const microscope: Microscope = {
  step: 4,
  sampledInRound: 2,
  promptText: 'Write four letters.',
  texts: ['good', 'fair', 'poor'],
  logPolicy: [third, third, third],
  logPrior: [third, third, third],
  logProposal: [third, third, third],
  reward: [2, 1, 0],
  alpha: [0.665, 0.245, 0.09],
  logPartition: Math.log((Math.exp(2) + Math.exp(1) + 1) / 3),
  tokenCount: [4, 4, 4],
  tokens: [0, 1, 2].map(() => ({
    logPolicy: Array(4).fill(third / 4),
    logPrior: Array(4).fill(third / 4),
    logProposal: Array(4).fill(third / 4),
  })),
};

const numbers = (texts: (string | null)[]) => texts.map((text) => Number(text?.replace('−', '-')));

async function panel(shown = microscope, method: MethodName = 'brain') {
  const page = await renderOnPage(<MicroscopePanel />, { ...defaults.strings, method });
  const { screen } = page;
  page.say({ type: 'microscope', runId: 1, microscope: shown });
  await expect.element(screen.getByRole('table')).toBeVisible();
  const rows = () => [...screen.getByRole('table').element().querySelectorAll<HTMLElement>('tbody tr')];
  const column = (index: number) => rows().map(({ children }) => children[index].textContent);
  return { ...page, rows, column, weighWith: screen.getByRole('combobox', { name: 'Weigh with' }) };
}

test('waits for the first group', async () => {
  const { screen } = await renderOnPage(<MicroscopePanel />);
  await expect.element(screen.getByText(/the first weighed answers appear here/)).toBeVisible();
});

test('shows each sample with its reward, alpha, beta and push, the highest push first', async () => {
  const { screen, column } = await panel();
  await expect.element(screen.getByText('sampled in round 2, weighed at step 4')).toBeVisible();
  expect(column(0)).toEqual(['good', 'fair', 'poor']);
  expect(column(2)).toEqual(['0.665', '0.245', '0.090']);
  expect(column(3)).toEqual(['0.333', '0.333', '0.333']);
  // BRAIn's coefficient is alpha - beta.
  expect(numbers(column(5))).toEqual(microscope.alpha.map((alpha) => expect.closeTo(alpha - 1 / 3, 3)));
});

test('weighs the same samples with another method, and marks the run’s own', async () => {
  const { screen, weighWith, column } = await panel();
  await expect.element(weighWith).toHaveDisplayValue('BRAIn (this run)');
  const own = column(5);
  await weighWith.selectOptions('gdc');
  await expect.element(screen.getByText(/the run itself goes on with its own/)).toBeVisible();
  // GDC has no baseline: nothing is pushed down.
  for (const push of numbers(column(5))) expect(push).toBeGreaterThan(0);
  await weighWith.selectOptions('brain');
  expect(column(5)).toEqual(own);
});

test('pins a method beside another', async () => {
  const { screen, weighWith, column } = await panel();
  const own = column(5);
  await screen.getByRole('button', { name: 'Pin to compare' }).click();
  await weighWith.selectOptions('gdc');
  await expect.element(screen.getByRole('columnheader', { name: 'GDC', exact: true })).toBeVisible();
  await expect.element(screen.getByRole('columnheader', { name: 'BRAIn', exact: true })).toBeVisible();
  expect(column(7)).toEqual(own);
  await screen.getByRole('button', { name: 'Stop comparing' }).click();
  await expect.element(screen.getByRole('columnheader', { name: 'BRAIn' })).not.toBeInTheDocument();
});

test('says why a method cannot weigh these samples', async () => {
  const { screen, weighWith } = await panel({ ...microscope, tokens: [] });
  await weighWith.selectOptions('ppo');
  await expect.element(screen.getByText(/This rule cannot weigh these samples/)).toBeVisible();
});

test('weighs with a rule as it is typed: BRAIn’s rule has BRAIn’s pushes, and both their sums are shown', async () => {
  const { screen, weighWith, column, store } = await panel();
  const brain = column(5);
  await expect.element(screen.getByText('sum of pushes 0.000')).toBeVisible();
  await weighWith.selectOptions('own');
  const rule = screen.getByRole('textbox', { name: 'Push on each sample' });
  await rule.fill('softmax(r/gamma + lp - lq0)');
  await expect.element(screen.getByText('sum of pushes 1.000')).toBeVisible();
  await rule.fill('softmax(r/gamma + lp - lq0) - softmax(lq - lq0)');
  await expect.element(screen.getByText('sum of pushes 0.000')).toBeVisible();
  // The microscope's alpha has three digits.
  numbers(column(5)).forEach((push, i) => {
    expect(push).toBeCloseTo(numbers(brain)[i], 3);
  });
  await rule.fill('log(-r)');
  await expect
    .element(screen.getByText(/This rule cannot weigh these samples: invalid coefficient/))
    .toBeVisible();
  // The run goes on by its own method until the rule is chosen.
  expect(store.getState().draft.method).toBe('brain');
  await screen.getByRole('button', { name: 'Use it in the next run' }).click();
  expect(store.getState().draft).toMatchObject({ method: 'own', rule: 'log(-r)' });
});

test('says what holds of a typed rule', async () => {
  const { screen, weighWith } = await panel();
  await weighWith.selectOptions('own');
  await screen.getByText('What holds of this rule').click();
  await expect.element(screen.getByText('6 of 8 hold.')).toBeVisible();
  await screen.getByRole('textbox', { name: 'Push on each sample' }).fill('r/n');
  await expect.element(screen.getByText('1 of 8 hold.')).toBeVisible();
  await screen.getByRole('textbox', { name: 'Push on each sample' }).fill('log(r)');
  await expect.element(screen.getByText('0 of 8 hold.')).toBeVisible();
  await expect.element(screen.getByText(/see "log" at 1 of the rule/).first()).toBeVisible();
});

test('says by which rule the run goes on while another one is typed', async () => {
  const { screen } = await panel(microscope, 'own');
  const rule = screen.getByRole('textbox', { name: 'Push on each sample' });
  await expect.element(rule).toBeVisible();
  await rule.fill('r - mean(r)');
  await expect
    .element(
      screen.getByText('The run on the page goes on by softmax(r/gamma + lp - lq0) - softmax(lq - lq0)'),
    )
    .toBeVisible();
  await rule.fill(defaults.strings.rule);
  await expect.element(screen.getByText(/The run on the page goes on/)).not.toBeInTheDocument();
});
