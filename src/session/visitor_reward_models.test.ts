// Uses a visitor's reward model in a session on the real prior of `strings` (tfjs on WASM in Node).
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { type Prior, readPrior } from '../formats/prior.ts';
import { withValueHead } from '../model/extend.ts';
import { VALUE_BIAS } from '../model/parameters.ts';
import { tasks } from '../tasks/index.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';
import { rewardModelProblem } from './visitor_reward_models.ts';

const config: RunConfig = {
  ...defaults.strings,
  reward: 'learned',
  rounds: 1,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 1,
  groupsPerBatch: 2,
  evaluationSamples: 8,
};

const prior = async () =>
  readPrior(
    await readFile('public/models/strings/config.json', 'utf8'),
    await readFile('public/models/strings/model.safetensors'),
  );

/** Gives every response the same reward. */
async function constant(reward: number): Promise<Prior> {
  const model = withValueHead(await prior());
  const bias = model.parameters.views.find(({ name }) => name === VALUE_BIAS)!;
  model.parameters.values[bias.offset] = reward;
  return model;
}

function open() {
  const events: WorkerEvent[] = [];
  const session = new Session({
    emit: (event) => events.push(event),
    backends: nodeBackends,
    loadModel: async (_, part) => (part === 'prior' ? prior() : constant(2)),
  });
  void session.serve();
  let run = 0;
  /** Mean reward of the prior in a new run, and the id of the model it loaded. */
  const rewardOfNewRun = async () => {
    const runId = ++run;
    session.send({ type: 'load', config, runId });
    const found = () =>
      events.find((event) => event.type === 'evaluation' && event.runId === runId) as
        | Extract<WorkerEvent, { type: 'evaluation' }>
        | undefined;
    await expect.poll(found, { timeout: 30_000 }).toBeDefined();
    const loaded = events.find((event) => event.type === 'loaded' && event.runId === runId);
    return [found()!.evaluation.reward.mean, (loaded as { rewardModel?: number }).rewardModel];
  };
  const send = (command: Command) => session.send(command);
  return { events, send, rewardOfNewRun };
}

it('is what the next runs load, until the visitor goes back to the shipped one', async () => {
  const { events, send, rewardOfNewRun } = open();
  expect(await rewardOfNewRun()).toEqual([2, undefined]);
  send({ type: 'use-reward-model', task: 'strings', visitorModel: { id: 4, model: await constant(5) } });
  expect(await rewardOfNewRun()).toEqual([5, 4]);
  const { parameters, ...rest } = await constant(7);
  const short = { ...rest, parameters: { ...parameters, values: parameters.values.slice(1) } };
  send({ type: 'use-reward-model', task: 'strings', visitorModel: { id: 5, model: short } });
  expect(await rewardOfNewRun()).toEqual([5, 4]);
  expect(events.findLast(({ type }) => type === 'reward-model')).toMatchObject({
    id: 4,
    problem: expect.stringMatching(
      /^This reward model does not fit strings: parameters \d+ \(expected \d+\)/,
    ),
  });
  send({ type: 'use-reward-model', task: 'strings' });
  expect(await rewardOfNewRun()).toEqual([2, undefined]);
});

it('has to fit its task', async () => {
  const { strings, tldr } = tasks;
  const model = await constant(0);
  expect(rewardModelProblem(model, strings)).toBeUndefined();
  expect(rewardModelProblem(model, tldr)).toMatch(/^This reward model does not fit tldr: vocabulary of \d+ /);
  expect(rewardModelProblem(await prior(), strings)).toMatch(/no value head/);
  const shorter = { ...model, config: { ...model.config, contextLength: 2 } };
  expect(rewardModelProblem(shorter, strings)).toMatch(/context of 2 \(expected \d+ or more\)/);
  model.parameters.values[0] = Number.NaN;
  expect(rewardModelProblem(model, strings)).toMatch(/not finite/);
});
