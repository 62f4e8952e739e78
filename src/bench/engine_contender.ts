// Our engine, as the playground uses it.
import { EngineModel } from '../engine/engine_model.ts';
import type { Gpu } from '../engine/gpu.ts';
import type { Trainer, Writer } from './contender.ts';
import { modelTrainer, modelWriter } from './model_contender.ts';
import { ADAM, type Problem } from './shapes.ts';

const isActive = async () => {};

export async function engineTrainer(gpu: Gpu, problem: Problem): Promise<Trainer> {
  const { config, parameters, batch, coefficients } = problem;
  const model = await EngineModel.create(gpu, config, parameters);
  return modelTrainer(
    model,
    problem,
    isActive,
    async () => (await model.trainStep(batch, coefficients, ADAM)).logProbs,
  );
}

export async function engineWriter(gpu: Gpu, problem: Problem): Promise<Writer> {
  const model = await EngineModel.create(gpu, problem.config, problem.parameters, false);
  return modelWriter(model, problem, isActive);
}
