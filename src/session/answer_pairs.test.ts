// On the real prior of `sentiment`, by the CPU engine in Node.
import { expect, it } from 'vitest';
import { loadModel } from '../../scripts/lab/node_connection.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { parsePreferences } from '../formats/preferences.ts';
import { linesOf } from '../store/judging.ts';
import { FEATURES } from '../tasks/features.ts';
import { tasks } from '../tasks/index.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { Session } from './session.ts';

const small = { rounds: 1, promptsPerRound: 4, stepsPerRound: 1, evaluationPrompts: 2, evaluationSamples: 1 };

/** Sends commands one after the other, once the run is ready; each waits for an event. */
async function answers(config: RunConfig, ...commands: Command[]): Promise<WorkerEvent[]> {
  const events: WorkerEvent[] = [];
  let heard = () => {};
  const session = new Session({
    backends: nodeBackends,
    loadModel,
    emit: (event) => {
      events.push(event);
      heard();
    },
  });
  void session.serve();
  const until = (type: WorkerEvent['type'], status?: string) =>
    new Promise<WorkerEvent>((resolve) => {
      heard = () => {
        const last = events.at(-1)!;
        if (last.type === type && (last.type !== 'status' || last.status === status)) resolve(last);
      };
    });
  session.send({ type: 'load', config, runId: 1, backend: 'cpu' });
  await until('status', 'ready');
  const answered: WorkerEvent[] = [];
  for (const command of commands) {
    const answer = until(command.type as WorkerEvent['type']);
    session.send(command);
    answered.push(await answer);
  }
  return answered;
}

const asked = { type: 'pairs', split: 'train', seed: 1, batch: 0, count: 12 } as const;

it('draws pairs whose lines can be read back as preferences, and others in another batch', async () => {
  const config = { ...presetFor('sentiment', 'brain'), ...small };
  const again = await answers(config, asked, { ...asked, batch: 1 }, asked, {
    type: 'before-after',
    seed: 3,
  });
  const [first, second, same, shown] = again;
  expect(same).toEqual(first);
  if (first.type !== 'pairs' || second.type !== 'pairs' || shown.type !== 'before-after')
    throw new Error('?');
  expect(first.task).toBe('sentiment');
  expect(first.pairs.length).toBeGreaterThan(8);
  expect(second.pairs).not.toEqual(first.pairs);
  const lines = first.pairs.map(({ promptText: prompt, a, b }) =>
    JSON.stringify({ prompt, chosen: a.text, rejected: b.text }),
  );
  const parsed = parsePreferences(lines.join('\n'), tasks.sentiment);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  for (const [at, { prompt, chosen }] of parsed.preferences.entries()) {
    const { features, goldReward } = first.pairs[at].a;
    expect(tasks.sentiment.reward(prompt, chosen)).toBe(goldReward);
    expect(Object.values(tasks.sentiment.features!(prompt, chosen)).sort()).toEqual([...features].sort());
    expect(features).toHaveLength(FEATURES.length);
  }
  // Nothing is trained yet: both models write the same.
  expect(shown.answers).toHaveLength(4);
  for (const { before, after } of shown.answers) expect(after).toEqual(before);
});

it('has nothing to judge where there are no words', async () => {
  const [pairs, shown] = await answers(
    { ...presetFor('strings', 'brain'), ...small, evaluationPrompts: 1 },
    asked,
    { type: 'before-after', seed: 1 },
  );
  expect(pairs).toMatchObject({ task: 'strings', pairs: [] });
  expect(shown).toMatchObject({ answers: [] });
});

it.each(['dpo', 'kto'] as const)('gives %s clicks to learn from, however few', async (method) => {
  const config = { ...presetFor('sentiment', method), ...small, pairSource: 'preferences' } as RunConfig;
  const [first] = await answers({ ...presetFor('sentiment', 'brain'), ...small }, asked);
  if (first.type !== 'pairs') throw new Error('?');
  const clicks = first.pairs.slice(0, 2).map((pair) => ({ ...pair, choice: 'B' }) as const);
  const events: WorkerEvent[] = [];
  await new Promise<void>((resolve) => {
    const session = new Session({
      backends: nodeBackends,
      loadModel,
      emit: (event) => {
        events.push(event);
        if (event.type === 'fault' || (event.type === 'status' && event.status === 'finished')) resolve();
      },
    });
    void session.serve();
    session.send({ type: 'preferences', task: 'sentiment', text: linesOf(clicks) });
    session.send({ type: 'load', config, runId: 1, backend: 'cpu' });
    session.send({ type: 'play' });
  });
  expect(events.filter(({ type }) => type === 'fault')).toEqual([]);
  expect(events.find(({ type }) => type === 'preferences')).toMatchObject({ pasted: true, count: 2 });
  const step = events.find((event) => event.type === 'step');
  expect(Number.isFinite(step?.metrics.loss)).toBe(true);
});
