// Tests the worker that trains reward models, in a real browser.
import { expect, it } from 'vitest';
import { pageRecipe } from '../reward/recipe_bounds.ts';
import { trainRewardInWorker } from './reward_client.ts';
import type { RewardReply, RewardRequest } from './reward_protocol.ts';

const request: RewardRequest = {
  task: 'strings',
  recipe: { ...pageRecipe('strings'), steps: 12, pairs: 200, pairsPerBatch: 16 },
  base: location.origin,
  backend: 'tfjs-wasm',
};

function train(changes: Partial<RewardRequest> = {}) {
  const replies: RewardReply[] = [];
  const { stop } = trainRewardInWorker({ ...request, ...changes }, (reply) => replies.push(reply));
  const until = (type: RewardReply['type']) =>
    expect.poll(() => replies.some((reply) => reply.type === type), { timeout: 90_000 }).toBe(true);
  return { replies, stop, until };
}

it.each(['tfjs-wasm', 'webgpu'] as const)(
  'says every step, then the model with its card: %s',
  async (backend) => {
    const { replies, until } = train({ backend });
    await until('result');
    const steps = replies.flatMap((reply) =>
      reply.type === 'progress' && reply.progress.kind === 'steps' ? reply.progress.steps : [],
    );
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(steps[0].loss).toBeCloseTo(Math.log(2), 3);
    expect(replies.at(-1)).toMatchObject({
      type: 'result',
      result: { pairs: 200, card: { heldOut: 1000 }, model: { config: { valueHead: true } } },
    });
  },
);

it('says in a sentence what is wrong with the pairs, and nothing after it was stopped', async () => {
  const bad = train({ preferences: '{"prompt": ""}' });
  await bad.until('failed');
  expect(bad.replies).toEqual([
    { type: 'failed', message: 'line 1 of the preference data: chosen is missing' },
  ]);
  const { replies, stop, until } = train({ recipe: { ...request.recipe, steps: 5000 } });
  await until('progress');
  stop();
  const repliesBefore = replies.length;
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(replies).toHaveLength(repliesBefore);
});
