// A run of one's own from files to a trained step, on the CPU engine: all parts but the page.
import { expect, it } from 'vitest';
import { encode, fixture } from '../../scripts/lib/fixture_folder.ts';
import { imported } from '../../scripts/lib/imported_fixture.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { sourceOfBytes } from '../formats/byte_source.ts';
import { Run } from '../session/run.ts';
import { taskOf } from '../tasks/index.ts';
import { rememberBundle } from './bundles.ts';
import { readData } from './data/read_data.ts';
import { makeBundle } from './make_bundle.ts';
import type { ResponseScorer, ResponseToRate } from './reward/response_scorer.ts';
import { ruleIdentity } from './reward/reward_identity.ts';

const plan = { length: 24, answerTokens: 8, tooLong: 'skip' } as const;
const lines = (rows: readonly object[]) =>
  readData(sourceOfBytes('rows.jsonl', encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))));
const prompts = Array.from({ length: 6 }, (_, i) => ({ prompt: `w${i} w${i + 1}`, level: i }));

/** Counts a word. */
function counting(word: string) {
  const asked: ResponseToRate[] = [];
  const scorer: ResponseScorer = {
    async score(responses) {
      asked.push(...responses);
      return responses.map(({ response }) => response.split(' ').filter((one) => one === word).length);
    },
    close() {},
  };
  return { scorer, asked };
}

const bundleOf = async (rows: readonly object[], word = 'w5') => {
  const { scorer, asked } = counting(word);
  const model = await imported(fixture('llama-gqa'));
  const made = await makeBundle({ model, data: await lines(rows), plan, scorer, reward: ruleIdentity(word) });
  return { ...made, asked };
};

it('names a run by all that it is made of, and says what became of the rows', async () => {
  const { bundle, notes } = await bundleOf(prompts);
  expect(bundle.id).toBe('9b914506b18e'); // another one would part kept runs from their files
  expect((await bundleOf(prompts)).bundle.id).toBe(bundle.id);
  expect((await bundleOf(prompts, 'w6')).bundle.id).not.toBe(bundle.id);
  expect((await bundleOf(prompts.slice(1))).bundle.id).not.toBe(bundle.id);
  expect(notes).toContain('6 of 6 lines fit 24 tokens.');
  expect(notes.join(' ')).toContain('the same ones serve for training and evaluation');
  expect(notes.join(' ')).toContain('win-rates are against samples of the prior');
  const long = [...prompts, { prompt: Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ') }];
  expect((await bundleOf(long)).notes).toContain(
    '6 of 7 lines fit 24 tokens; 1: left out as too long (line 7).',
  );
  await expect(bundleOf([{ text: 'w1 w2' }, { text: 'w3 w4' }])).rejects.toThrow('a corpus without prompts');
});

it('trains adapters with rewards in units of their spread over the prior’s samples', async () => {
  const { bundle, asked } = await bundleOf(prompts);
  rememberBundle(bundle);
  const config: RunConfig = {
    ...presetFor('own', 'brain'),
    own: bundle.id,
    promptsPerRound: 2,
    samplesPerPrompt: 4,
    evaluationPrompts: 4,
  };
  const backend = await nodeBackends.activate('cpu');
  const loadModel = async () => {
    throw new Error('nothing is shipped for a run of one’s own');
  };
  const run = await Run.open({ id: 1, task: taskOf(config), config, loadModel, backend });
  expect(asked.length).toBeGreaterThanOrEqual(256);
  expect(asked[0]).toMatchObject({ prompt: 'w0 w1', meta: { level: 0 } });
  // The prior's answers stand where the data give none.
  expect(run.task.prompts('test').every(({ gold }) => gold.length > 0)).toBe(true);
  // Rank 8 on q and o (48 + 48), k and v (48 + 16), and three of 48 + 128, in two blocks.
  expect(run.size.parameterCount).toBe(2 * 8 * (2 * 96 + 2 * 64 + 3 * 176));
  const before = (await run.models.policy.snapshot()).values.slice();
  for (let stepped = false; !stepped; ) stepped = (await run.advance()).advance.kind === 'stepped';
  expect((await run.models.policy.snapshot()).values).not.toEqual(before);
  const evaluation = await run.training.evaluate();
  expect(Number.isFinite(evaluation.reward.mean)).toBe(true);
  expect(evaluation.judgeWinRate).toBeUndefined();
  expect(evaluation.goldReward).toEqual(evaluation.reward);
  run.dispose();
});

it('says that files are missing where a run names some', () => {
  expect(() => taskOf({ ...presetFor('own', 'brain'), own: '0123456789ab' })).toThrow(
    'the files of this run are not here: 0123456789ab',
  );
});
