// Contenders that are `LanguageModel`s: our engines, and the reference on tfjs's WASM and WebGPU backends.
import { setBackend } from '@tensorflow/tfjs-core';
import { CpuModel } from '../cpu/cpu_model.ts';
import type { CpuDevice } from '../cpu/device.ts';
import { EngineModel } from '../engine/engine_model.ts';
import type { Gpu } from '../engine/gpu.ts';
import type { ModelConfig } from '../model/config.ts';
import type { TrainedModel } from '../model/extend.ts';
import type { LanguageModel, SentStep } from '../model/language_model.ts';
import type { Parameters } from '../model/parameters.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { scoredCount } from '../model/rows.ts';
import type { TaskName } from '../tasks/task.ts';
import { evenRule } from '../training/sft/supervised_step.ts';
import { brainStepper } from './brain_step.ts';
import type { CreateStepper, CreateTrainer, CreateWriter, Stepper, Trainer, Writer } from './contender.ts';
import { ADAM, NEW_TOKENS, type Problem, SAMPLES } from './shapes.ts';

type Trainable = LanguageModel & { gradientValues(): Promise<Float32Array> };

/** An implementation of the models, and what it holds beside them. */
interface Implementation {
  create(config: ModelConfig, parameters: Parameters, trainable: boolean): Promise<Trainable>;
  /** Makes the models' backend the current one; the calls of a step follow one another. */
  activate(): Promise<unknown>;
  dispose(): void;
}

/** @param ahead times steps that the device takes by itself, sent one after another, as the page sends those of BRAIn. */
async function modelTrainer(
  { create, activate, dispose }: Implementation,
  problem: Problem,
  ahead = false,
): Promise<Trainer> {
  const { config, parameters, batch } = problem;
  await activate();
  const model = await create(config, parameters, true);
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
    ...(ahead && {
      async steps(count) {
        const rule = evenRule(batch, scoredCount(batch)); // the coefficients of the problem
        const sent: SentStep[] = [];
        for (let i = 0; i < count; i++) sent.push(await model.stepBy!(batch, rule, ADAM));
        await Promise.all(sent.map(({ done }) => done));
      },
    }),
    dispose() {
      model.dispose();
      dispose();
    },
  };
}

async function modelWriter(
  { create, activate, dispose }: Implementation,
  { config, parameters, prompt }: Problem,
): Promise<Writer> {
  await activate();
  const model = await create(config, parameters, false);
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
    dispose() {
      model.dispose();
      dispose();
    },
  };
}

async function modelStepper(
  { create, activate, dispose }: Implementation,
  { task, prior: { config, parameters } }: BrainRun,
): Promise<Stepper> {
  const stepper = await brainStepper(task, (trainable) => create(config, parameters, trainable), activate);
  return {
    steps: stepper.steps,
    dispose() {
      stepper.dispose();
      dispose();
    },
  };
}

const nothing = () => {};
const always = async () => {};

const ofEngine = async (gpu: Gpu): Promise<Implementation> => ({
  create: (config, parameters, trainable) => EngineModel.create(gpu, config, parameters, trainable),
  activate: always,
  dispose: nothing,
});

const ofCpu = async (device: CpuDevice): Promise<Implementation> => ({
  create: async (...model) => new CpuModel(device, ...model),
  activate: always,
  dispose: () => device.close(),
});

const ofTfjs = async (backend: 'wasm' | 'webgpu'): Promise<Implementation> => ({
  create: async (...model) => new ReferenceModel(...model),
  activate: () => setBackend(backend),
  dispose: nothing,
});

/** The task whose steps are timed. */
export interface BrainRun {
  readonly task: TaskName;
  readonly prior: TrainedModel;
}

export interface ModelContenders {
  readonly trainer: CreateTrainer;
  readonly writer: CreateWriter;
  readonly stepper: CreateStepper;
}

const contendersOf = (open: () => Promise<Implementation>, run: BrainRun): ModelContenders => ({
  trainer: async (problem) => modelTrainer(await open(), problem),
  writer: async (problem) => modelWriter(await open(), problem),
  stepper: async () => modelStepper(await open(), run),
});

export const engineContenders = (gpu: Gpu, run: BrainRun) => ({
  ...contendersOf(() => ofEngine(gpu), run),
  ahead: async (problem: Problem) => modelTrainer(await ofEngine(gpu), problem, true),
});
export const cpuContenders = (open: () => Promise<CpuDevice>, run: BrainRun) =>
  contendersOf(async () => ofCpu(await open()), run);
export const tfjsContenders = (backend: 'wasm' | 'webgpu', run: BrainRun) =>
  contendersOf(() => ofTfjs(backend), run);
