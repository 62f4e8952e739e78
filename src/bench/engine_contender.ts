// Our engine, as the playground uses it.
import { EngineModel } from '../engine/engine_model.ts';
import type { Gpu } from '../engine/gpu.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { Trainer, Writer } from './contender.ts';
import { ADAM, NEW_TOKENS, type Problem, SAMPLES } from './shapes.ts';

/** Clears an accumulated gradient as if it had never been. */
export async function forget(model: LanguageModel): Promise<void> {
  const [parameters, moments] = [await model.snapshot(), await model.saveOptimiser()];
  await model.step(ADAM);
  model.restore(parameters);
  model.loadOptimiser(moments);
}

export async function engineTrainer(gpu: Gpu, problem: Problem): Promise<Trainer> {
  const { config, parameters, batch, coefficients } = problem;
  const model = await EngineModel.create(gpu, config, parameters);
  const lossOf = (logProbs: Float32Array) =>
    -logProbs.reduce((sum, logProb, i) => sum + coefficients[i] * logProb, 0);
  return {
    async check() {
      const loss = lossOf(await model.logProbs(batch));
      await model.backward(coefficients);
      const ascent = await model.gradientValues();
      await forget(model);
      return { loss, gradient: ascent.map((g) => -g) };
    },
    async step() {
      return lossOf((await model.trainStep(batch, coefficients, ADAM)).logProbs);
    },
    dispose: () => model.dispose(),
  };
}

export async function engineWriter(gpu: Gpu, { config, parameters, prompt }: Problem): Promise<Writer> {
  const model = await EngineModel.create(gpu, config, parameters, false);
  let round = 0;
  return {
    tokens: NEW_TOKENS,
    async write(tokens) {
      await model.generate({
        prompts: [prompt],
        samplesPerPrompt: SAMPLES,
        maxNewTokens: tokens,
        temperature: 1,
        // Never drawn: every contender draws all tokens.
        eos: config.vocabSize,
        seed: 1,
        round: round++,
        promptKeys: [0],
      });
    },
    dispose: () => model.dispose(),
  };
}
