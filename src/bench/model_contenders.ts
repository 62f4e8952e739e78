// Contenders that are `LanguageModel`s: our engine, and the reference on tfjs's WASM and WebGPU backends.
import { setBackend } from '@tensorflow/tfjs-core';
import { EngineModel } from '../engine/engine_model.ts';
import type { Gpu } from '../engine/gpu.ts';
import type { LanguageModel } from '../model/language_model.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import type { Trainer, Writer } from './contender.ts';
import { ADAM, NEW_TOKENS, type Problem, SAMPLES } from './shapes.ts';

type Trainable = LanguageModel & { gradientValues(): Promise<Float32Array> };

/** @param activate makes the model's backend the current one; the calls of a step follow one another. */
function modelTrainer(model: Trainable, { batch }: Problem, activate: () => Promise<unknown>): Trainer {
  return {
    async logProbs() {
      await activate();
      return model.logProbs(batch);
    },
    backward: (coefficients) => model.backward(coefficients),
    gradient: () => model.gradientValues(),
    async step() {
      await model.step(ADAM);
    },
    dispose: () => model.dispose(),
  };
}

function modelWriter(
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

const engineIsActive = async () => {};

export async function engineTrainer(gpu: Gpu, problem: Problem): Promise<Trainer> {
  const model = await EngineModel.create(gpu, problem.config, problem.parameters);
  return modelTrainer(model, problem, engineIsActive);
}

export async function engineWriter(gpu: Gpu, problem: Problem): Promise<Writer> {
  const model = await EngineModel.create(gpu, problem.config, problem.parameters, false);
  return modelWriter(model, problem, engineIsActive);
}

export async function wasmTrainer(problem: Problem): Promise<Trainer> {
  const activate = () => setBackend('wasm');
  await activate();
  return modelTrainer(new ReferenceModel(problem.config, problem.parameters), problem, activate);
}

export async function tfjsCachedWriter(problem: Problem): Promise<Writer> {
  const activate = () => setBackend('webgpu');
  await activate();
  return modelWriter(new ReferenceModel(problem.config, problem.parameters, false), problem, activate);
}
