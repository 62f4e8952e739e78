// A long run with adapters on an imported model, with all that a run does between its steps: no engine may keep anything
// of it.
import type { ExpectStatic, TestAPI } from 'vitest';
import { tokenBatch } from '../../model/batch.ts';
import { adamw } from '../../model/checked_case.ts';
import type { ModelConfig } from '../../model/config.ts';
import { withAdapters } from '../../model/extend.ts';
import type { LanguageModel } from '../../model/language_model.ts';
import type { Parameters } from '../../model/parameters.ts';
import { Stream } from '../../random/stream.ts';
import { modelOf, type ReadFixture } from './fixture_models.ts';

type Create = (config: ModelConfig, parameters: Parameters, trainable: boolean) => Promise<LanguageModel>;

const [EOS, PAD] = [2, 0];
const WINDOW = 6;
const PROMPTS = [
  [1, 20, 30, 40],
  [1, 7],
  [1, 9, 10, 11, 12, 13],
];
const SAMPLES = 4;
const STEPS_PER_ROUND = 5;
/** Capacities grow to what the batches need, and read-back buffers too. */
const FIRST_ROUNDS = 4;
const RUNS = 2;

/** @param memory figures of the device: bytes, and how many things hold them. */
export function checkFlatMemory(
  it: TestAPI,
  expect: ExpectStatic,
  create: Create,
  read: ReadFixture,
  memory: () => Readonly<Record<string, number>>,
  rounds: number,
): void {
  async function round(models: Readonly<Record<'policy' | 'prior' | 'proposal', LanguageModel>>, at: number) {
    const { policy, prior, proposal } = models;
    const { contextLength } = policy.config;
    const draw = async (model: LanguageModel) => {
      const drawn = await model.generate({
        prompts: PROMPTS,
        samplesPerPrompt: SAMPLES,
        maxNewTokens: WINDOW,
        temperature: 1,
        eos: EOS,
        seed: 5,
        round: at,
        promptKeys: PROMPTS.map((_, p) => p),
      });
      return drawn.map(({ tokens }, row) => ({
        prompt: PROMPTS[Math.floor(row / SAMPLES)],
        completion: [...tokens],
      }));
    };
    const samples = tokenBatch(await draw(proposal), contextLength, WINDOW, PAD);
    await prior.logProbs(samples);
    await proposal.logProbs(samples);
    for (let step = 0; step < STEPS_PER_ROUND; step++) {
      await policy.logProbs(samples);
      await policy.backward(Float32Array.from(samples.scored, (s, i) => s * Math.sin(i)));
      expect(await policy.step(adamw)).toMatchObject({ applied: true });
    }
    const evaluated = tokenBatch(await draw(policy), contextLength, WINDOW, PAD);
    await policy.divergence(evaluated, prior);
    const kept = await policy.snapshot();
    policy.loadOptimiser(await policy.saveOptimiser());
    policy.restore(kept);
    await proposal.adopt(policy);
  }

  it(`holds no more after ${rounds * STEPS_PER_ROUND} steps with adapters than after ${FIRST_ROUNDS * STEPS_PER_ROUND}, run after run`, async () => {
    const base = await modelOf(
      await read('llama-gqa/config.json'),
      await read('llama-gqa/model.safetensors'),
    );
    const lora = { rank: 4, alpha: 8, targets: ['q_proj', 'v_proj', 'down_proj'] };
    const { config, parameters } = withAdapters(base, lora, Stream.fromSeed(8));
    const afterRuns: Readonly<Record<string, number>>[] = [];
    for (let run = 0; run < RUNS; run++) {
      const models = {
        policy: await create(config, parameters, true),
        prior: await create(config, parameters, false),
        proposal: await create(config, parameters, false),
      };
      const held: Readonly<Record<string, number>>[] = [];
      for (let at = 0; at < rounds; at++) {
        await round(models, at);
        held.push(memory());
      }
      const settled = held[FIRST_ROUNDS - 1];
      for (const figure of Object.values(settled)) expect(figure).toBeGreaterThan(0);
      expect(held.slice(FIRST_ROUNDS)).toEqual(held.slice(FIRST_ROUNDS).map(() => settled));
      for (const model of Object.values(models)) model.dispose();
      afterRuns.push(memory());
    }
    expect(afterRuns[1]).toEqual(afterRuns[0]);
  });
}
