// What `npm run bench -- --page` measures can be measured; how much it is, no test says.
import { visit } from '../scripts/bench/page.ts';
import { expect, test } from './page.ts';

const THREE_DOTS =
  'backend=cpu&samplesPerPrompt=4&promptsPerRound=2&groupsPerBatch=2&stepsPerRound=2&rounds=3&evaluationInterval=2&evaluationSamples=8';

test('a visit of the page has a figure for each thing that a visitor waits for', async ({
  browser,
  served,
}) => {
  const figures = await visit(browser, `${served}?${THREE_DOTS}`);
  expect(figures.kilobytesBeforeFirstPaint).toBeGreaterThan(0);
  expect(figures.firstPaintMs).toBeGreaterThan(0);
  expect(figures.usableMs).toBeGreaterThan(0);
  expect(figures.firstDotMs).toBeGreaterThan(0);
  // A run this short may end before the chart of own runs has arrived.
  expect(figures.endMs).toBeGreaterThan(0);
  expect(figures.longestTaskMs).toBeGreaterThanOrEqual(0);
  expect(figures.layoutShift).toBeGreaterThanOrEqual(0);
});
