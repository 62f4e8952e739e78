// A `LanguageModel` as a contender, whatever computes it.
import type { LanguageModel } from '../model/language_model.ts';
import type { Trainer, Writer } from './contender.ts';
import { ADAM, NEW_TOKENS, type Problem, SAMPLES } from './shapes.ts';

type Trainable = LanguageModel & { gradientValues(): Promise<Float32Array> };

/** Clears an accumulated gradient as if it had never been. */
async function forget(model: LanguageModel): Promise<void> {
  const [parameters, moments] = [await model.snapshot(), await model.saveOptimiser()];
  await model.step(ADAM);
  model.restore(parameters);
  model.loadOptimiser(moments);
}

/** @param activate makes the model's backend the current one. */
export function modelTrainer(
  model: Trainable,
  { batch, coefficients }: Problem,
  activate: () => Promise<unknown>,
  /** Log-probs before a step, which it takes. */
  step: () => Promise<Float32Array>,
): Trainer {
  const lossOf = (logProbs: Float32Array) =>
    -logProbs.reduce((sum, logProb, i) => sum + coefficients[i] * logProb, 0);
  return {
    async check() {
      await activate();
      const loss = lossOf(await model.logProbs(batch));
      await model.backward(coefficients);
      const ascent = await model.gradientValues();
      await forget(model);
      return { loss, gradient: ascent.map((g) => -g) };
    },
    async step() {
      await activate();
      return lossOf(await step());
    },
    dispose: () => model.dispose(),
  };
}

export function modelWriter(
  model: LanguageModel,
  { config, prompt }: Problem,
  activate: () => Promise<unknown>,
): Writer {
  let round = 0;
  return {
    tokens: NEW_TOKENS,
    async write(tokens) {
      await activate();
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
