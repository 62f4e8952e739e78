// The page asks a run for a folder: on the CPU engine, in Node.
import { expect, it } from 'vitest';
import { loadModel } from '../../scripts/lab/node_connection.ts';
import { clusterScripts } from '../../scripts/lib/cluster_scripts.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { readSafetensors } from '../formats/safetensors.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const short = {
  rounds: 1,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 2,
  groupsPerBatch: 2,
  evaluationInterval: 2,
  evaluationPrompts: 1,
  evaluationSamples: 8,
};
const asked: Extract<Command, { type: 'export' }> = {
  type: 'export',
  steps: [],
  evaluations: [],
  origin: { playground: '1.2.3', computedOn: 'CPU', date: '2026-01-01' },
  scripts: clusterScripts(),
  check: true,
};

/** Trains to the end, and asks. */
function exported(changes: Partial<RunConfig>, question = asked) {
  return new Promise<Extract<WorkerEvent, { type: 'export' }>['folder']>((resolve, reject) => {
    const session = new Session({
      backends: nodeBackends,
      loadModel,
      emit: (event) => {
        if (event.type === 'fault') reject(new Error(event.message));
        if (event.type === 'status' && event.status === 'finished') session.send(question);
        if (event.type === 'export') resolve(event.folder);
      },
    });
    void session.serve();
    const config = { ...presetFor('strings', 'brain'), ...short, ...changes };
    session.send({ type: 'load', config, runId: 1, backend: 'cpu' });
    session.send({ type: 'play' });
  });
}

it('gives a folder with the step after the last one', async () => {
  const folder = await exported({});
  if ('problem' in folder) throw new Error(folder.problem);
  const files = new Map(folder.files.map(({ name, bytes }) => [name, bytes]));
  const before = readSafetensors(files.get('model.safetensors')!);
  const after = readSafetensors(files.get('brain/ts_after.safetensors')!);
  const prior = readSafetensors(files.get('brain/prior.safetensors')!);
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const other of [after, prior])
    expect(other.get('transformer.wte.weight')).not.toEqual(before.get('transformer.wte.weight'));
  const { values } = (await loadModel('strings', 'prior')).parameters;
  const wte = prior.get('transformer.wte.weight')!.values;
  expect(wte).toEqual(values.slice(0, wte.length));
  const card = new TextDecoder().decode(files.get('README.md'));
  expect(card).toContain('`models/strings/model.safetensors`, SHA-256');
});

it('says why there is no step to compare with', async () => {
  expect(await exported({ method: 'dpo-sft' })).toEqual({
    problem: 'no check for dpo-sft (expected brain: train_brain.py has no other rule)',
  });
});

it('has adapters of a shipped task', async () => {
  const folder = await exported({ loraRank: 2 }, { ...asked, withBase: true, baseName: 'me/base' });
  if ('problem' in folder) throw new Error(folder.problem);
  const names = folder.files.map(({ name }) => name);
  expect(names).toContain('adapter_model.safetensors');
  expect(names).toContain('base/model.safetensors');
  expect(names).not.toContain('brain/prior.safetensors');
});
