import { expect, test } from 'vitest';
import { renderOnPage } from '../frame/played_page.tsx';
import { StageText } from './StageText.tsx';

test('an answer without a word is called empty, one with words is not', async () => {
  const pair = {
    promptText: 'Once',
    start: { tokens: [{ text: '⏎' }], reward: 0 },
    now: { tokens: [{ text: 'upon' }, { text: 'a' }, { text: '⏎' }], reward: 1 },
  };
  const { screen } = await renderOnPage(
    <StageText pair={pair} start="before" now="now" reward="Reward" paysFor="what you asked for" />,
  );
  const text = (part: string) =>
    screen.container.querySelector(`.stage-answer[data-part="${part}"] > p`)?.textContent;
  expect(text('start')).toBe('(empty)');
  expect(text('now')).toBe('upon a');
});
