// Tests the choice of the next run's reward in the page's store.
import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { Command, VisitorRewardModel, WorkerEvent } from '../session/protocol.ts';
import { pendingKeys } from './draft_state.ts';
import { createPageStore } from './store.ts';

const visitorModel = { id: 3 } as VisitorRewardModel;

function setUp() {
  const commands: Command[] = [];
  const tasks: (() => void)[] = [];
  let emit: (event: WorkerEvent) => void = () => {};
  const store = createPageStore({
    config: defaults.strings,
    connect: (onEvent) => {
      emit = onEvent;
      return { send: (command) => commands.push(command) };
    },
    schedule: (task) => tasks.push(task),
  });
  const say = (...events: WorkerEvent[]) => {
    for (const event of events) emit(event);
    for (const task of tasks.splice(0)) task();
  };
  const loaded = (runId: number, rewardModel?: number) =>
    say(
      { type: 'loaded', runId, parameterCount: 1, promptCount: 1, rewardModel },
      { type: 'status', runId, status: 'ready', phase: 'sample', step: 0, round: 0, totalSteps: 10 },
    );
  store.restart();
  loaded(1);
  return { store, commands, say, loaded };
}

it('sets the training reward to learned, and the next run brings the model', () => {
  const { store, commands, say, loaded } = setUp();
  store.chooseRewardModel('strings', visitorModel);
  expect(commands.at(-1)).toEqual({ type: 'use-reward-model', task: 'strings', visitorModel });
  expect(store.getState().draft.reward).toBe('learned');
  say({ type: 'reward-model', task: 'strings', id: 3 });
  expect(pendingKeys(store.getState())).toEqual(['reward']);
  store.play();
  expect(commands.slice(-2).map(({ type }) => type)).toEqual(['load', 'play']);
  loaded(2, 3);
  expect(store.getState().runs.at(-1)).toMatchObject({ rewardModel: 3, config: { reward: 'learned' } });
  expect(pendingKeys(store.getState())).toEqual([]);
});

it('waits for a restart when only the model is another one, and not while it loads', () => {
  const { store, say, loaded } = setUp();
  store.chooseRewardModel('strings', visitorModel);
  say({ type: 'reward-model', task: 'strings', id: 3 });
  store.restart();
  expect(pendingKeys(store.getState())).toEqual([]);
  loaded(2, 3);
  store.chooseRewardModel('strings');
  say({ type: 'reward-model', task: 'strings' });
  expect(store.getState().draft.reward).toBe('learned');
  expect(pendingKeys(store.getState())).toEqual(['reward']);
  store.edit('reward', 'gold');
  expect(store.getState().draft.reward).toBe('gold');
});

it('leaves the settings of another task alone, and keeps why a model was refused', () => {
  const { store, say } = setUp();
  store.chooseRewardModel('tldr', visitorModel);
  expect(store.getState().draft.reward).toBe('gold');
  say({ type: 'reward-model', task: 'tldr', problem: 'This reward model does not fit tldr.' });
  expect(store.getState().rewardModels.tldr).toEqual({ problem: 'This reward model does not fit tldr.' });
});
