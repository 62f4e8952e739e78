// Stock tfjs: our reference's ops on tfjs's WebGPU backend with `tf.train.adam`, and the reference itself on WASM.
import * as tf from '@tensorflow/tfjs-core';
import { causalMask } from '../model/attention.ts';
import { scoredWindow } from '../model/batch.ts';
import { ReferenceModel } from '../model/reference_model.ts';
import { drawKey, drawToken } from '../model/sampling.ts';
import { score, scoreBackward } from '../model/scoring.ts';
import { tidy } from '../model/tidy.ts';
import { outputEmbedding, trunk, trunkBackward, type Weights } from '../model/transformer.ts';
import type { Trainer, Writer } from './contender.ts';
import { modelTrainer, modelWriter } from './model_contender.ts';
import { ADAM, NEW_TOKENS, type Problem, SAMPLES } from './shapes.ts';

type Variables = Record<string, tf.Variable>;

function variablesOf({ parameters: { views, values } }: Problem): Variables {
  return Object.fromEntries(
    views.map(({ name, shape, offset, size }) => [
      name,
      tf.variable(tf.tensor(values.slice(offset, offset + size), [...shape])),
    ]),
  );
}

/** Waits until the backend has done everything that was asked of it. */
async function finished(variables: Variables): Promise<void> {
  const last = tf.tidy(() => tf.sum(variables['ln_f.bias']));
  await last.data();
  last.dispose();
}

/** Forward and the written-out backward in tfjs ops, gradients by name (descent direction) and the loss. */
function lossAndGradients(problem: Problem, variables: Variables) {
  const { batch, coefficients, config, parameters } = problem;
  const weights = variables as unknown as Weights;
  const { rows, length } = batch;
  const window = scoredWindow(batch, config);
  const inputs = Int32Array.from({ length: rows * (length - 1) }, (_, n) => {
    const b = Math.floor(n / (length - 1));
    return batch.tokens[b * length + (n % (length - 1))];
  });
  return tidy(() => {
    const forward = trunk(config, weights, inputs, rows, causalMask(length - 1));
    const { logProbs, cache } = score(weights, forward.hidden, rows, window);
    const slots = tf.tensor1d(Float32Array.from(window.index, (i) => coefficients[i]));
    const loss = tf.neg(tf.sum(tf.mul(slots, logProbs)));
    const { dHidden, dHead } = scoreBackward(weights, { logProbs: tf.neg(slots) }, cache);
    const { gradients, dEmbedded } = trunkBackward(weights, dHidden, forward.cache);
    const positions = Int32Array.from(inputs, (_, n) => n % (length - 1));
    const [tokenRows, positionRows] = [0, 1].map((v) => parameters.views[v].shape[0]);
    gradients['wte.weight'] = tf.add(
      dHead,
      tf.unsortedSegmentSum(dEmbedded, tf.tensor1d(inputs, 'int32'), tokenRows),
    );
    gradients['wpe.weight'] = tf.unsortedSegmentSum(dEmbedded, tf.tensor1d(positions, 'int32'), positionRows);
    return { loss, gradients };
  });
}

export async function tfjsTrainer(problem: Problem): Promise<Trainer> {
  await tf.setBackend('webgpu');
  const variables = variablesOf(problem);
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const optimiser = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const { views, values } = problem.parameters;
  return {
    async check() {
      await tf.setBackend('webgpu');
      const { loss, gradients } = lossAndGradients(problem, variables);
      const gradient = new Float32Array(values.length);
      for (const { name, offset } of views) gradient.set(await gradients[name].data(), offset);
      const value = (await loss.data())[0];
      tf.dispose([loss, gradients]);
      return { loss: value, gradient };
    },
    async step() {
      await tf.setBackend('webgpu');
      const { loss, gradients } = lossAndGradients(problem, variables);
      optimiser.applyGradients(
        Object.entries(gradients).map(([name, tensor]) => ({ name: variables[name].name, tensor })),
      );
      const value = (await loss.data())[0];
      tf.dispose([loss, gradients]);
      await finished(variables);
      return value;
    },
    dispose() {
      optimiser.dispose();
      tf.dispose(variables);
    },
  };
}

export async function wasmTrainer(problem: Problem): Promise<Trainer> {
  const { config, parameters, batch, coefficients } = problem;
  const activate = () => tf.setBackend('wasm');
  await activate();
  const model = new ReferenceModel(config, parameters);
  return modelTrainer(model, problem, activate, async () => {
    const logProbs = await model.logProbs(batch);
    await model.backward(coefficients);
    await model.step(ADAM);
    return logProbs;
  });
}

export async function tfjsCachedWriter(problem: Problem): Promise<Writer> {
  const activate = () => tf.setBackend('webgpu');
  await activate();
  return modelWriter(new ReferenceModel(problem.config, problem.parameters, false), problem, activate);
}

/** Tokens of a contender that reads the whole sequence again for each: enough to time one. */
export const UNCACHED_TOKENS = 2;

export async function tfjsUncachedWriter(problem: Problem): Promise<Writer> {
  await tf.setBackend('webgpu');
  const { config, prompt } = problem;
  const variables = variablesOf(problem);
  const weights = variables as unknown as Weights;
  const length = prompt.length + NEW_TOKENS;
  const mask = tf.keep(causalMask(length));
  return {
    tokens: UNCACHED_TOKENS,
    async write(tokens) {
      await tf.setBackend('webgpu');
      const rows = new Int32Array(SAMPLES * length);
      for (let r = 0; r < SAMPLES; r++) rows.set(prompt, r * length);
      for (let j = 0; j < tokens; j++) {
        const logits = tidy(() => {
          const { hidden } = trunk(config, weights, rows, SAMPLES, mask);
          const last = Int32Array.from({ length: SAMPLES }, (_, r) => r * length + prompt.length + j - 1);
          return tf.matMul(
            tf.gather(hidden, tf.tensor1d(last, 'int32')),
            outputEmbedding(weights, config.vocabSize),
            false,
            true,
          );
        });
        const values = (await logits.data()) as Float32Array;
        logits.dispose();
        for (let r = 0; r < SAMPLES; r++) {
          const own = values.slice(r * config.vocabSize, (r + 1) * config.vocabSize);
          rows[r * length + prompt.length + j] = drawToken(own, 1, drawKey(1, 0, 0, r, j)).token;
        }
      }
    },
    dispose() {
      mask.dispose();
      tf.dispose(variables);
    },
  };
}
