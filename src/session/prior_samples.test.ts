import { expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { checkConfig, roughParameters } from '../model/checked_case.ts';
import { taskOf } from '../tasks/index.ts';
import { PriorSamples } from './prior_samples.ts';
import type { VisitorRewardModel } from './protocol.ts';

const config: RunConfig = { ...defaults.markov, evaluationPrompts: 20 };
const model = () => ({ config: checkConfig, parameters: roughParameters(checkConfig) });
const first: VisitorRewardModel = { id: 3, model: model() };

it('keeps samples for runs with one prior, reward and noise, and for no others', () => {
  const samples = new PriorSamples();
  const of = (changes: Partial<RunConfig> = {}, rewardModel?: VisitorRewardModel) => {
    const changed = { ...config, ...changes };
    return samples.of({ task: taskOf(changed), config: changed, rewardModel });
  };
  const known = of();
  expect(known).toHaveLength(20);
  expect(of({ learningRate: 0.5, method: 'ppo' })).toBe(known);
  const others = [
    { world: config.world + 1 },
    { rewardSpread: 2 * config.rewardSpread },
    { seed: config.seed + 1 },
    { task: 'sentiment' },
    { task: 'sentiment', reward: 'learned' },
  ] as const;
  const all = [
    known,
    ...others.map((changes) => of(changes)),
    of({ task: 'sentiment', reward: 'learned' }, first),
    // A run from another visit knows its own model by the same number.
    of({ task: 'sentiment', reward: 'learned' }, { ...first, model: model() }),
  ];
  expect(new Set(all).size).toBe(8);
  expect(of({ task: 'sentiment', reward: 'learned' }, { ...first })).toBe(all[6]);
});
