// The worker that trains reward models, in a real browser.
import { expect, it } from 'vitest';
import { pageRecipe } from '../reward/recipe_bounds.ts';
import { trainRewardInWorker } from './reward_client.ts';
import type { RewardMessage, RewardRequest } from './reward_protocol.ts';

const request: RewardRequest = {
  task: 'strings',
  recipe: { ...pageRecipe('strings'), steps: 12, pairs: 200, pairsPerBatch: 16 },
  base: location.origin,
  backend: 'wasm',
};

function train(changes: Partial<RewardRequest> = {}) {
  const messages: RewardMessage[] = [];
  const { stop } = trainRewardInWorker({ ...request, ...changes }, (message) => messages.push(message));
  const until = (type: RewardMessage['type']) =>
    expect.poll(() => messages.some((message) => message.type === type), { timeout: 90_000 }).toBe(true);
  return { messages, stop, until };
}

it.each(['wasm', 'webgpu'] as const)('says every step, then the model with its card: %s', async (backend) => {
  const { messages, until } = train({ backend });
  await until('made');
  const steps = messages.flatMap((message) => (message.type === 'steps' ? message.steps : []));
  expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  expect(steps[0].loss).toBeCloseTo(Math.log(2), 3);
  expect(messages.at(-1)).toMatchObject({
    type: 'made',
    result: { pairs: 200, card: { heldOut: 1000 }, model: { config: { valueHead: true } } },
  });
});

it('says in a sentence what is wrong with the pairs, and nothing after it was stopped', async () => {
  const bad = train({ preferences: '{"prompt": ""}' });
  await bad.until('failed');
  expect(bad.messages).toEqual([
    { type: 'failed', message: 'line 1 of the preference data: chosen is missing' },
  ]);
  const { messages, stop, until } = train({ recipe: { ...request.recipe, steps: 5000 } });
  await until('steps');
  stop();
  const heard = messages.length;
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(messages).toHaveLength(heard);
});
