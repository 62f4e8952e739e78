// What a run's reward gave on samples of the prior is known once it is measured, and nobody has to wait for it.
import { expect, it } from 'vitest';
import { encode, fixture } from '../../scripts/lib/fixture_folder.ts';
import { imported } from '../../scripts/lib/imported_fixture.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { sourceOfBytes } from '../formats/byte_source.ts';
import { knownFigures, ownPrior, ownRewardOf, rememberBundle } from './bundles.ts';
import { readData } from './data/read_data.ts';
import { makeBundle } from './make_bundle.ts';
import type { ResponseToRate } from './reward/response_scorer.ts';
import { ruleIdentity } from './reward/reward_identity.ts';

it('is unknown before and while it is measured and where that fails, and then the mean and spread', async () => {
  const rewards: number[] = [];
  let broken = true;
  const scorer = {
    async score(responses: readonly ResponseToRate[]) {
      if (broken) throw new Error('the rule throws');
      const scored = responses.map(({ tokens }) => tokens);
      rewards.push(...scored);
      return scored;
    },
    close() {},
  };
  const model = await imported(fixture('llama-gqa'));
  const data = await readData(sourceOfBytes('rows.jsonl', encode('{"prompt":"w1 w2"}\n{"prompt":"w2 w3"}')));
  const plan = { length: 24, answerTokens: 8, tooLong: 'skip' } as const;
  const { bundle } = await makeBundle({ model, data, plan, scorer, reward: ruleIdentity('tokens') });
  rememberBundle(bundle);
  const { config, parameters } = ownPrior(bundle.id);
  const prior = await (await nodeBackends.activate('cpu')).createModel(config, parameters, false, () => {});
  const measure = () => ownRewardOf(bundle.id, prior, async () => {});
  expect(knownFigures(bundle.id)).toBeUndefined();
  await expect(measure()).rejects.toThrow('the rule throws');
  expect(knownFigures(bundle.id)).toBeUndefined();
  broken = false;
  const measuring = measure();
  expect(knownFigures(bundle.id)).toBeUndefined();
  await measuring;
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  expect(knownFigures(bundle.id)).toMatchObject({ samples: rewards.length, mean: expect.closeTo(mean, 12) });
});
