import { expect, it } from 'vitest';
import { tryReward } from './reward_trial.ts';

const responses = Array.from({ length: 20 }, (_, i) => ({
  prompt: `p${Math.floor(i / 4)}`,
  response: `r${i}`,
  meta: {},
  ended: true,
  tokens: 1,
}));
const scorer = (reward: (index: number) => number) => ({
  score: async () => responses.map((_, i) => reward(i)),
});

it('ranks the responses, and counts them all', async () => {
  const { best, worst, bins, figures } = await tryReward(
    scorer((i) => (i * 7) % 20),
    responses,
  );
  expect(best.map(({ reward }) => reward)).toEqual([19, 18, 17, 16, 15]);
  expect(worst.map(({ reward }) => reward)).toEqual([0, 1, 2, 3, 4]);
  for (const { response, reward } of best) expect((Number(response.response.slice(1)) * 7) % 20).toBe(reward);
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(20);
  expect(figures).toMatchObject({ samples: 20, prompts: 5, mean: 9.5 });
});

it('refuses a reward without spread', async () => {
  await expect(
    tryReward(
      scorer(() => 3),
      responses,
    ),
  ).rejects.toThrow('there is nothing to learn');
});
