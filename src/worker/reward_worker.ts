// Worker entry for the training of one reward model. Terminating the worker stops the training.
import { parsePreferences } from '../formats/preferences.ts';
import { makeRewardModel } from '../reward/reward_recipe.ts';
import type { RewardStep } from '../reward/train_reward_model.ts';
import { givenTask } from '../tasks/index.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { TaskName } from '../tasks/task.ts';
import { browserBackends } from './browser_backends.ts';
import { type AnswerContext, answerRequests } from './request.ts';
import type { RewardProgress, RewardRequest, RewardResult } from './reward_protocol.ts';
import { shippedModels } from './shipped_models.ts';

const POST_INTERVAL_MS = 150;

function pairsOf(task: TaskName, text: string): readonly Preference[] {
  const parsed = parsePreferences(text, givenTask(task));
  if ('preferences' in parsed) return parsed.preferences;
  const [{ line, message }] = parsed.problems;
  throw new Error(`line ${line} of the preference data: ${message}`);
}

async function train(
  { task, recipe, preferences: text, base, backend: name }: RewardRequest,
  { progress, fail }: AnswerContext<RewardProgress>,
): Promise<RewardResult> {
  const start = performance.now();
  const preferences = text === undefined ? undefined : pairsOf(task, text);
  const backend = await browserBackends().activate(name);
  void backend.failed.then(({ message }) => fail(message));
  const making = makeRewardModel({
    task: givenTask(task),
    prior: await shippedModels(base)(task, 'prior'),
    recipe,
    preferences,
    createModel: ({ config, parameters }) =>
      backend.createModel(config, parameters, true, (done, total) =>
        progress({ kind: 'preparing', done, total }),
      ),
  });
  let steps: RewardStep[] = [];
  let postAtMs = 0;
  for await (const event of making) {
    if (event.kind === 'step') {
      const { step, loss, accuracy } = event;
      steps.push({ step, loss, accuracy });
      if (performance.now() < postAtMs && step < recipe.steps) continue;
      progress({ kind: 'steps', steps });
      steps = [];
      postAtMs = performance.now() + POST_INTERVAL_MS;
    } else {
      const { model, card, gamma } = event;
      const pairs = preferences?.length ?? recipe.pairs;
      const seconds = (performance.now() - start) / 1000;
      backend.release();
      return { model, card, gamma, pairs, seconds, backend: backend.info.label };
    }
  }
  throw new Error('the training ended without a model');
}

answerRequests(train);
