// The same model in jax-js (https://jax-js.com): loss, gradient and Adam in one jitted function. Arrays are moved into
// the functions they are given to; `.ref` keeps one for another use.
import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { drawKey, drawToken } from '../model/sampling.ts';
import type { Trainer, Writer } from './contender.ts';
import { ADAM, NEW_TOKENS, type Problem, SAMPLES } from './shapes.ts';
import { UNCACHED_TOKENS } from './tfjs_contender.ts';

type Arrays = Record<string, np.Array>;

async function onWebGpu(): Promise<void> {
  const devices = await init('webgpu');
  if (!devices.includes('webgpu')) throw new Error('jax-js finds no WebGPU');
  defaultDevice('webgpu');
}

function arraysOf({ parameters: { views, values } }: Problem): Arrays {
  return Object.fromEntries(
    views.map(({ name, shape, offset, size }) => [
      name,
      np.array(values.slice(offset, offset + size)).reshape([...shape]),
    ]),
  );
}

/** Logits [B, T, V] of one-hot tokens [B, T, V]. Consumes the tokens, not the weights. */
function logitsOf(weights: Arrays, tokens: np.Array, { config }: Problem): np.Array {
  const { width, heads, layers } = config;
  const [rows, length] = tokens.shape;
  const norm = (x: np.Array, name: string) =>
    nn
      .standardize(x, -1, { epsilon: 1e-5 })
      .mul(weights[`${name}.weight`].ref)
      .add(weights[`${name}.bias`].ref);
  const dense = (x: np.Array, name: string) =>
    np.matmul(x, weights[`${name}.weight`].ref).add(weights[`${name}.bias`].ref);
  let h = np.matmul(tokens, weights['wte.weight'].ref).add(weights['wpe.weight'].ref.slice([0, length]));
  for (let layer = 0; layer < layers; layer++) {
    const at = `h.${layer}`;
    const qkv = dense(norm(h.ref, `${at}.ln_1`), `${at}.attn.c_attn`);
    const [q, k, v] = np.split(qkv, 3, -1).map((part) => part.reshape([rows, length, heads, width / heads]));
    const mixed = nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([rows, length, width]);
    h = h.add(dense(mixed, `${at}.attn.c_proj`));
    const expanded = nn.gelu(dense(norm(h.ref, `${at}.ln_2`), `${at}.mlp.c_fc`), { approximate: true });
    h = h.add(dense(expanded, `${at}.mlp.c_proj`));
  }
  return np.matmul(norm(h, 'ln_f'), weights['wte.weight'].ref.transpose());
}

/** Inputs and targets as one-hot rows, and the weight of each target. */
function dataOf({ batch, coefficients, config }: Problem) {
  const { rows, length, tokens } = batch;
  const part = (shift: number) =>
    np
      .array(
        Int32Array.from({ length: rows * (length - 1) }, (_, n) => {
          const b = Math.floor(n / (length - 1));
          return tokens[b * length + (n % (length - 1)) + shift];
        }),
      )
      .reshape([rows, length - 1]);
  const weight = Float32Array.from({ length: rows * (length - 1) }, (_, n) => {
    const b = Math.floor(n / (length - 1));
    return coefficients[b * length + (n % (length - 1)) + 1];
  });
  return {
    inputs: nn.oneHot(part(0), config.vocabSize),
    targets: nn.oneHot(part(1), config.vocabSize),
    weight: np.array(weight).reshape([rows, length - 1]),
  };
}

export async function jaxTrainer(problem: Problem): Promise<Trainer> {
  await onWebGpu();
  const { views, values } = problem.parameters;
  const loss = (weights: Arrays, inputs: np.Array, targets: np.Array, weight: np.Array) => {
    const logits = logitsOf(weights, inputs, problem);
    tree.dispose(weights);
    const logProbs = nn.logSoftmax(logits, -1).mul(targets).sum(-1);
    return logProbs.mul(weight).sum().neg();
  };
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const gradientOf = jit(valueAndGrad(loss));
  const update = jit(
    (
      weights: Arrays,
      first: Arrays,
      second: Arrays,
      corrections: np.Array,
      inputs: np.Array,
      targets: np.Array,
      weight: np.Array,
    ) => {
      const [value, gradient] = valueAndGrad(loss)(tree.ref(weights), inputs, targets, weight);
      const next: { weights: Arrays; first: Arrays; second: Arrays } = { weights: {}, first: {}, second: {} };
      const scale = (i: number) => corrections.ref.slice(i);
      for (const name of Object.keys(weights)) {
        const g = gradient[name];
        const m = first[name].mul(beta1).add(g.ref.mul(1 - beta1));
        const v = second[name].mul(beta2).add(g.ref.mul(g).mul(1 - beta2));
        const direction = m.ref.div(scale(0)).div(np.sqrt(v.ref.div(scale(1))).add(epsilon));
        next.first[name] = m;
        next.second[name] = v;
        next.weights[name] = weights[name].sub(direction.mul(learningRate));
      }
      corrections.dispose();
      return { value, ...next };
    },
  );
  let weights = arraysOf(problem);
  const zeros = () => Object.fromEntries(views.map(({ name, shape }) => [name, np.zeros([...shape])]));
  let first: Arrays = zeros();
  let second: Arrays = zeros();
  let taken = 0;
  const data = dataOf(problem);
  const given = () => [data.inputs.ref, data.targets.ref, data.weight.ref] as const;
  return {
    async check() {
      const [value, gradient] = gradientOf(tree.ref(weights), ...given());
      const flat = new Float32Array(values.length);
      for (const { name, offset } of views) flat.set((await gradient[name].data()) as Float32Array, offset);
      return { loss: ((await value.data()) as Float32Array)[0], gradient: flat };
    },
    async step() {
      taken++;
      const corrections = np.array([1 - beta1 ** taken, 1 - beta2 ** taken]);
      const next = update(weights, first, second, corrections, ...given());
      ({ weights, first, second } = next);
      const value = ((await next.value.data()) as Float32Array)[0];
      await weights['ln_f.bias'].ref.data();
      return value;
    },
    dispose() {
      tree.dispose([weights, first, second, data]);
      update.dispose();
      gradientOf.dispose();
    },
  };
}

export async function jaxWriter(problem: Problem): Promise<Writer> {
  await onWebGpu();
  const { config, prompt } = problem;
  const length = prompt.length + NEW_TOKENS;
  const weights = arraysOf(problem);
  const forward = jit((given: Arrays, tokens: np.Array, place: np.Array) => {
    const logits = logitsOf(given, nn.oneHot(tokens, config.vocabSize), problem);
    tree.dispose(given);
    return logits.mul(place).sum(1); // [R, V] of the one position that `place` [1, T, 1] marks
  });
  return {
    tokens: UNCACHED_TOKENS,
    async write(tokens) {
      const rows = new Int32Array(SAMPLES * length);
      for (let r = 0; r < SAMPLES; r++) rows.set(prompt, r * length);
      for (let j = 0; j < tokens; j++) {
        const place = new Float32Array(length);
        place[prompt.length + j - 1] = 1;
        const logits = forward(
          tree.ref(weights),
          np.array(rows.slice()).reshape([SAMPLES, length]),
          np.array(place).reshape([1, length, 1]),
        );
        const values = (await logits.data()) as Float32Array;
        for (let r = 0; r < SAMPLES; r++) {
          const own = values.slice(r * config.vocabSize, (r + 1) * config.vocabSize);
          rows[r * length + prompt.length + j] = drawToken(own, 1, drawKey(1, 0, 0, r, j)).token;
        }
      }
    },
    dispose() {
      tree.dispose(weights);
      forward.dispose();
    },
  };
}
