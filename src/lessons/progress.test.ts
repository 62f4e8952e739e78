import { describe, expect, it } from 'vitest';
import { type Progress, readProgress, writeProgress } from './progress.ts';

const progress: Progress = {
  step: 'bet',
  passed: { judge: { how: 'skipped' }, learn: { how: 'done', reply: 'Reward 0 → 1.' } },
  log: [
    { type: 'entered', at: 1, step: 'bet' },
    { type: 'picked', at: 2, pair: 'pair 3', side: 'tie', gold: 'B' },
    { type: 'predicted', at: 3, question: 'bet', value: { reward: 2, kl: 1, why: 2 } },
    { type: 'predicted', at: 4, question: 'n', value: { curve: 1 } },
    { type: 'answered', at: 5, question: 'sign 4', choice: 1, isRight: false },
    { type: 'weighed-with', at: 6, method: 'gdc++' },
    { type: 'moved-theta', at: 7, to: 0.95 },
    { type: 'chose-point', at: 8, step: 150 },
  ],
  predictions: { 'ab12-cd': { reward: 2, kl: 1 } },
};

describe('progress', () => {
  it('comes back as it was written', () => {
    expect(readProgress(writeProgress(progress))).toEqual(progress);
  });
  it.each([
    ['nothing', undefined],
    ['no JSON', '{'],
    ['another shape', '[]'],
    ['an unknown way to pass', writeProgress(progress).replace('skipped', 'bribed')],
    ['a method that does not exist', writeProgress(progress).replace('gdc++', 'gdc--')],
    ['a drift below zero', writeProgress(progress).replace('"kl":1', '"kl":-1')],
    ['a log without end', writeProgress({ ...progress, log: Array(2000).fill(progress.log[0]) })],
  ])('is read as none from %s', (_, text) => {
    expect(readProgress(text)).toBeUndefined();
  });
});
