// Stock tfjs: our reference's ops on tfjs's WebGPU backend with `tf.train.adam`, gradients and all on the device.
import * as tf from '@tensorflow/tfjs-core';
import { scoredWindow } from '../model/batch.ts';
import { plainLayout, promptLayout } from '../model/prompt_layout.ts';
import { drawKey, drawToken, sampleKey } from '../model/sampling.ts';
import { score, scoreBackward } from '../model/scoring.ts';
import { disposeAll, tidy } from '../model/tidy.ts';
import { outputEmbedding, trunk, trunkBackward, type Weights } from '../model/transformer.ts';
import type { Trainer, Writer } from './contender.ts';
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

/** Waits for all submitted work. */
async function finished(variables: Variables): Promise<void> {
  const last = tf.tidy(() => tf.sum(variables['ln_f.bias']));
  await last.data();
  last.dispose();
  const { device } = tf.backend() as unknown as { readonly device: GPUDevice };
  await device.queue.onSubmittedWorkDone();
}

/** Log-probs of the scored slots, [B W], and what their gradient needs. */
function scored({ batch, config }: Problem, weights: Weights) {
  const window = scoredWindow(batch, config);
  const layout = promptLayout(batch);
  const { logProbs, caches } = tidy(() => {
    const forward = trunk(config, weights, layout);
    const { logProbs, cache } = score(weights, forward.hidden, window);
    return { logProbs, caches: { trunk: forward.cache, scoring: cache } };
  });
  return { logProbs, caches, window, layout };
}

/** Gradients by name, in the direction of descent. */
function descent(
  { config, parameters }: Problem,
  weights: Weights,
  coefficients: Float32Array,
  { caches, window, layout }: ReturnType<typeof scored>,
) {
  return tidy(() => {
    const slots = tf.tensor1d(Float32Array.from(window.index, (i) => -coefficients[i]));
    const { dHidden, dHead } = scoreBackward(weights, { logProbs: slots }, caches.scoring);
    const { gradients, dEmbedded } = trunkBackward(config, weights, dHidden, caches.trunk);
    const [tokenRows, positionRows] = [0, 1].map((v) => parameters.views[v].shape[0]);
    gradients['wte.weight'] = tf.add(
      dHead,
      tf.unsortedSegmentSum(dEmbedded, tf.tensor1d(layout.tokens, 'int32'), tokenRows),
    );
    const positions = tf.tensor1d(layout.positions, 'int32');
    gradients['wpe.weight'] = tf.unsortedSegmentSum(dEmbedded, positions, positionRows);
    return gradients;
  });
}

export async function tfjsTrainer(problem: Problem): Promise<Trainer> {
  await tf.setBackend('webgpu');
  const variables = variablesOf(problem);
  const weights = variables as unknown as Weights;
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const optimiser = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const { batch, parameters } = problem;
  let pending: ReturnType<typeof scored>;
  let gradients: ReturnType<typeof descent>;
  return {
    async logProbs() {
      await tf.setBackend('webgpu');
      pending = scored(problem, weights);
      const slots = await pending.logProbs.data();
      const values = new Float32Array(batch.rows * batch.length);
      pending.window.index.forEach((place, s) => {
        values[place] = slots[s];
      });
      return values;
    },
    async backward(coefficients) {
      gradients = descent(problem, weights, coefficients, pending);
      disposeAll([pending.logProbs, pending.caches]);
    },
    async gradient() {
      const ascent = new Float32Array(parameters.values.length);
      for (const { name, offset } of parameters.views) {
        const values = await gradients[name].data();
        ascent.set(
          values.map((g) => -g),
          offset,
        );
      }
      return ascent;
    },
    async step() {
      optimiser.applyGradients(
        Object.entries(gradients).map(([name, tensor]) => ({ name: variables[name].name, tensor })),
      );
      disposeAll(gradients);
      await finished(variables);
    },
    dispose() {
      optimiser.dispose();
      tf.dispose(variables);
    },
  };
}

/** A contender without a cache reads the whole sequence for each token, so two tokens are enough to time. */
export const UNCACHED_TOKENS = 2;

export async function tfjsUncachedWriter(problem: Problem): Promise<Writer> {
  await tf.setBackend('webgpu');
  const { config, prompt } = problem;
  const variables = variablesOf(problem);
  const weights = variables as unknown as Weights;
  const length = prompt.length + NEW_TOKENS;
  return {
    tokens: UNCACHED_TOKENS,
    async write(tokens) {
      await tf.setBackend('webgpu');
      const rows = new Int32Array(SAMPLES * length);
      for (let r = 0; r < SAMPLES; r++) rows.set(prompt, r * length);
      for (let j = 0; j < tokens; j++) {
        const logits = tidy(() => {
          const { hidden } = trunk(config, weights, plainLayout(rows, SAMPLES, length));
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
          const row = values.slice(r * config.vocabSize, (r + 1) * config.vocabSize);
          rows[r * length + prompt.length + j] = drawToken(row, 1, drawKey(sampleKey(1, 0, 0, r), j)).token;
        }
      }
    },
    dispose() {
      tf.dispose(variables);
    },
  };
}
