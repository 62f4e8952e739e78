import { expect, it } from 'vitest';
import { words } from '../../scripts/lib/fixture_folder.ts';
import { encodedPrompt } from './data/fitting/encode.ts';
import { ownReward } from './own_reward.ts';
import { makeOwnTask } from './own_task.ts';
import type { ResponseToRate } from './reward/response_scorer.ts';

const row = (i: number) => ({
  row: { kind: 'sft' as const, place: i + 1, prompt: `w${i}`, completion: 'w7' },
  prompt: encodedPrompt(`w${i}`, words),
  answers: [[...words.encode('w7'), words.eos]],
});
const task = makeOwnTask([row(1), row(2)], words, 8);
const completion = words.encode('w9');

async function asked(kind: 'rule' | 'judge') {
  const heard: ResponseToRate[] = [];
  const scorer = {
    async score(responses: readonly ResponseToRate[]) {
      heard.push(...responses);
      return responses.map((_, i) => i);
    },
    close() {},
  };
  const reward = ownReward(task, { scorer, reward: { kind, text: '' } }, { mean: 1, spread: 2 } as never);
  const [train] = task.prompts('train');
  const [test] = task.prompts('test');
  const rewards = await reward.of([
    { prompt: train, completion },
    { prompt: test, completion },
  ]);
  return { heard, rewards, isPaid: reward.isPaid };
}

it('a judge compares evaluated answers with the data’s, and those of training among themselves', async () => {
  const { heard, rewards, isPaid } = await asked('judge');
  expect(heard.map(({ against }) => against)).toEqual([undefined, 'w7']);
  expect(rewards).toEqual([-0.5, 0]);
  expect(isPaid).toBe(true);
});

it('other rewards look at an answer alone', async () => {
  const { heard, isPaid } = await asked('rule');
  expect(heard.map((response) => 'against' in response)).toEqual([false, false]);
  expect(isPaid).toBeUndefined();
});
