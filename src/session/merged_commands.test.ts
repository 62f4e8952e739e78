import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { mergedCommands } from './merged_commands.ts';
import type { BackendName, Command } from './protocol.ts';

const config = defaults.strings;
const load = (runId: number, backend?: BackendName): Command => ({ type: 'load', config, runId, backend });
const put = (...commands: Command[]) => commands.reduce<Command[]>(mergedCommands, []);
const types = (commands: readonly Command[]) => commands.map(({ type }) => type);

it('keeps the last of many loads, and nothing meant for the others', () => {
  const commands = put(
    load(1),
    { type: 'play' },
    load(2),
    { type: 'view', promptIndex: 0, seed: 1 },
    load(3),
    {
      type: 'play',
    },
  );
  expect(commands).toEqual([load(3), { type: 'play' }]);
});

it('keeps what comes before the first load: it is for the run of now', () => {
  expect(types(put({ type: 'stop' }, load(1), load(2)))).toEqual(['stop', 'load']);
});

it('keeps what the visitor brought, in order, before the load that should see it', () => {
  const preferences: Command = { type: 'preferences', task: 'strings', text: 'some' };
  const rewardModel: Command = { type: 'use-reward-model', task: 'strings' };
  expect(put(load(1), preferences, { type: 'play' }, rewardModel, load(2))).toEqual([
    preferences,
    rewardModel,
    load(2),
  ]);
});

it('keeps the backend that was named last, by a load or by a switch', () => {
  expect(put(load(1, 'webgpu'), load(2))).toEqual([load(2, 'webgpu')]);
  expect(put(load(1, 'webgpu'), { type: 'switch', backend: 'cpu' }, load(2))).toEqual([load(2, 'cpu')]);
  expect(put(load(1, 'webgpu'), load(2, 'tfjs-wasm'))).toEqual([load(2, 'tfjs-wasm')]);
  expect(put({ type: 'switch', backend: 'cpu' }, { type: 'stop' }, load(2))).toEqual([
    { type: 'stop' },
    load(2, 'cpu'),
  ]);
});

it('drops the Play that waits behind a load when the visitor pauses, and no later one', () => {
  const paused = put(load(1), { type: 'play' }, { type: 'advance', unit: 'step' }, { type: 'pause' });
  expect(types(paused)).toEqual(['load', 'pause']);
  expect(types(mergedCommands(paused, { type: 'play' }))).toEqual(['load', 'pause', 'play']);
  expect(types(put({ type: 'play' }, { type: 'pause' }))).toEqual(['play', 'pause']);
});
