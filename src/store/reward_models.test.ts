// Tests the page's reward models with a fake worker.
import { expect, it } from 'vitest';
import { pageRecipe } from '../reward/recipe_bounds.ts';
import type { RewardReply, RewardRequest, RewardResult } from '../worker/reward_protocol.ts';
import { RewardModels } from './reward_models.ts';

const recipe = { ...pageRecipe('strings'), steps: 3, pairs: 100 };
const result: RewardResult = {
  model: {
    config: { vocabSize: 1, contextLength: 1, width: 1, layers: 1, heads: 1, valueHead: true },
    parameters: { views: [], values: new Float32Array(1) },
  },
  card: {
    heldOut: 10,
    loss: 0.5,
    accuracy: 0.8,
    calibration: [],
    correlation: 0.7,
    priorAccuracy: 0.7,
    priorCorrelation: 0.6,
    withinPromptSpread: 1,
    bestByModel: [],
  },
  gamma: 0.9,
  pairs: 100,
  seconds: 2,
  backend: 'CPU',
};
const steps = (...numbers: number[]): RewardReply => ({
  type: 'progress',
  progress: { kind: 'steps', steps: numbers.map((step) => ({ step, loss: 0.6, accuracy: 0.6 })) },
});

function setUp(
  answer: () => Promise<{ status: number; text: string }> = async () => ({ status: 404, text: '' }),
) {
  const started: { request: RewardRequest; say: (reply: RewardReply) => void; stopped: boolean }[] = [];
  const fetched: string[] = [];
  const models = new RewardModels({
    base: 'http://localhost/',
    train(request, say) {
      const training = { request, say, stopped: false };
      started.push(training);
      return {
        stop() {
          training.stopped = true;
        },
      };
    },
    fetchText(path) {
      fetched.push(path);
      return answer();
    },
  });
  return { models, started, fetched };
}

it('shows each step, then the model with how it was trained', () => {
  const { models, started } = setUp();
  models.train({ task: 'strings', recipe, backend: 'tfjs-wasm' });
  const [{ request, say }] = started;
  expect(request).toMatchObject({ task: 'strings', recipe, base: 'http://localhost/', backend: 'tfjs-wasm' });
  say({ type: 'progress', progress: { kind: 'preparing', done: 1, total: 2 } });
  expect(models.store.getState().training?.preparing).toEqual({ done: 1, total: 2 });
  say(steps(1, 2));
  say(steps(3));
  expect(models.store.getState().training).toMatchObject({ status: 'running', preparing: undefined });
  expect(models.store.getState().training?.steps.map(({ step }) => step)).toEqual([1, 2, 3]);
  say({ type: 'result', result });
  expect(models.store.getState().training?.status).toBe('made');
  expect(models.store.getState().visitor.strings).toMatchObject({
    id: 1,
    visitorPairs: false,
    card: {
      accuracy: 0.8,
      pairs: 100,
      steps: 3,
      noise: recipe.noise,
      standardisedGamma: 0.9,
      backend: 'CPU',
    },
  });
});

it('keeps what was made when another training fails or is stopped, and numbers the next', () => {
  const { models, started } = setUp();
  models.train({ task: 'strings', recipe });
  started[0].say({ type: 'result', result });
  models.train({ task: 'strings', recipe });
  started[1].say(steps(1));
  started[1].say({ type: 'failed', message: 'the loss is NaN at step 2' });
  expect(models.store.getState().training).toMatchObject({
    status: 'failed',
    problem: 'the loss is NaN at step 2',
  });
  expect(models.store.getState().visitor.strings?.id).toBe(1);
  models.train({ task: 'strings', recipe, preferences: '{}' });
  models.stop();
  expect(started[2].stopped).toBe(true);
  expect(models.store.getState().training).toMatchObject({ status: 'stopped', visitorPairs: true });
  started[2].say(steps(2));
  expect(models.store.getState().training?.steps).toEqual([]);
  models.train({ task: 'tldr', recipe });
  started[3].say({ type: 'result', result });
  expect(models.store.getState().visitor.tldr?.id).toBe(2);
});

it('asks for a card once, knows when there is none, and tries again what failed', async () => {
  const none = setUp();
  await none.models.lookUp('tldr');
  await none.models.lookUp('tldr');
  expect(none.fetched).toEqual(['models/tldr/reward/card.json']);
  expect(none.models.store.getState().shipped.tldr).toEqual({ status: 'none' });

  const page = setUp(async () => ({ status: 200, text: '<!doctype html>' }));
  await page.models.lookUp('strings');
  expect(page.models.store.getState().shipped.strings).toEqual({ status: 'none' });

  let answers = 0;
  const broken = setUp(async () => {
    answers++;
    if (answers === 1) throw new Error('Failed to fetch');
    return { status: 200, text: '{"accuracy":2}' };
  });
  await broken.models.lookUp('strings');
  expect(broken.models.store.getState().shipped.strings).toEqual({
    status: 'failed',
    message: 'Failed to fetch',
  });
  await broken.models.lookUp('strings');
  expect(broken.models.store.getState().shipped.strings).toMatchObject({ status: 'failed' });
  expect(broken.fetched).toHaveLength(2);
});
