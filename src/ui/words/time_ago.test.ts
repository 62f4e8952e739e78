import { expect, it } from 'vitest';
import { timeAgo } from './time_ago.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

it.each([
  [0, 'just now'],
  [59_999, 'just now'],
  [MINUTE, '1 minute ago'],
  [3.9 * MINUTE, '3 minutes ago'],
  [HOUR - 1, '59 minutes ago'],
  [5 * HOUR, '5 hours ago'],
  [DAY - 1, '23 hours ago'],
  [DAY, 'yesterday'],
  [6 * DAY, '6 days ago'],
  [8 * DAY, 'last week'],
  [25 * DAY, '3 weeks ago'],
  [70 * DAY, '2 months ago'],
  [800 * DAY, '2 years ago'],
  [-DAY, 'just now'],
])('%d ms ago is %s', (elapsedMs, text) => {
  const nowMs = Date.UTC(2026, 6, 1);
  expect(timeAgo(nowMs - elapsedMs, nowMs)).toBe(text);
});
