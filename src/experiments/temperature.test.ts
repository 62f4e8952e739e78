import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TaskName } from '../tasks/task.ts';
import { REWARD_SPREADS, temperatureOf } from './temperature.ts';

const shipped = (path: string) => JSON.parse(readFileSync(`public/models/${path}/card.json`, 'utf8'));

describe.each(Object.keys(REWARD_SPREADS) as TaskName[])('the temperature on %s', (task) => {
  it('is that of the shipped models, by their cards', () => {
    const { entropyPerToken, withinPromptSpread } = { ...shipped(task), ...shipped(`${task}/reward`) };
    expect(REWARD_SPREADS[task]).toEqual({
      withinPromptSpread: Number(withinPromptSpread.toFixed(2)),
      entropyPerToken: Number(entropyPerToken.toFixed(2)),
    });
  });
});

it('asks for half the entropy of a token', () => {
  expect(temperatureOf({ withinPromptSpread: 1.08, entropyPerToken: 0.26 })).toBe(8.3);
  expect(temperatureOf({ withinPromptSpread: 1, entropyPerToken: 2 })).toBe(1);
});
