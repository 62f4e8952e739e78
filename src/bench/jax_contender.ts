// The same model in jax-js (https://jax-js.com): a jitted forward with its `vjp`, and Adam in another jitted function.
// Arrays move into the functions that take them; `.ref` keeps an array for another use.
import { defaultDevice, getWebGPUDevice, init, jit, nn, numpy as np, tree, vjp } from '@jax-js/jax';
import { drawKey, drawToken, sampleKey } from '../model/sampling.ts';
import type { Trainer, Writer } from './contender.ts';
import { ADAM, NEW_TOKENS, type Problem, SAMPLES } from './shapes.ts';
import { UNCACHED_TOKENS } from './tfjs_contender.ts';

type Arrays = Record<string, np.Array>;

export type JaxDevice = 'webgpu' | 'wasm';

/** Throws where jax-js has no such device. */
async function start(device: JaxDevice): Promise<void> {
  if (!('Iterator' in globalThis)) throw new Error('jax-js needs iterator helpers, as in Node 22');
  const devices = await init(device);
  if (!devices.includes(device)) throw new Error(`jax-js finds no ${device}`);
  defaultDevice(device);
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

/** Columns of the batch as [B, T - 1], from the given one on. */
function columns({ rows, length }: Problem['batch'], values: ArrayLike<number>, first: 0 | 1): number[] {
  return Array.from({ length: rows * (length - 1) }, (_, n) => {
    const b = Math.floor(n / (length - 1));
    return values[b * length + (n % (length - 1)) + first];
  });
}

/** Inputs and targets as one-hot rows, [B, T - 1, V]. */
function dataOf({ batch, config }: Problem) {
  const oneHot = (first: 0 | 1) => {
    const tokens = Int32Array.from(columns(batch, batch.tokens, first));
    return nn.oneHot(np.array(tokens).reshape([batch.rows, batch.length - 1]), config.vocabSize);
  };
  return { inputs: oneHot(0), targets: oneHot(1) };
}

export async function jaxTrainer(problem: Problem, device: JaxDevice): Promise<Trainer> {
  await start(device);
  const { batch, parameters } = problem;
  const { views, values } = parameters;
  const { learningRate, beta1, beta2, epsilon } = ADAM;
  const scored = jit((weights: Arrays, inputs: np.Array, targets: np.Array) => {
    const logits = logitsOf(weights, inputs, problem);
    tree.dispose(weights);
    return nn.logSoftmax(logits, -1).mul(targets).sum(-1); // [B, T - 1]
  });
  const update = jit(
    (weights: Arrays, first: Arrays, second: Arrays, gradient: Arrays, corrections: np.Array) => {
      const next: { weights: Arrays; first: Arrays; second: Arrays } = { weights: {}, first: {}, second: {} };
      const scale = (i: number) => corrections.ref.slice(i);
      for (const name of Object.keys(weights)) {
        const g = gradient[name];
        const m = first[name].mul(beta1).add(g.ref.mul(1 - beta1));
        const v = second[name].mul(beta2).add(g.ref.mul(g).mul(1 - beta2));
        const direction = m.ref.div(scale(0)).div(np.sqrt(v.ref.div(scale(1))).add(epsilon));
        next.first[name] = m;
        next.second[name] = v;
        next.weights[name] = weights[name].add(direction.mul(learningRate));
      }
      corrections.dispose();
      return next;
    },
  );
  let weights = arraysOf(problem);
  const zeros = () => Object.fromEntries(views.map(({ name, shape }) => [name, np.zeros([...shape])]));
  let first: Arrays = zeros();
  let second: Arrays = zeros();
  let pullback: ReturnType<typeof forward>[1];
  let gradient: Arrays;
  let taken = 0;
  const data = dataOf(problem);
  const forward = () =>
    vjp((given: Arrays) => scored(given, data.inputs.ref, data.targets.ref), [tree.ref(weights)]);
  return {
    async logProbs() {
      defaultDevice(device); // of the new arrays of this step; another contender may have set its own
      const [logProbs, back] = forward();
      pullback = back;
      const slots = (await logProbs.data()) as Float32Array;
      const result = new Float32Array(batch.rows * batch.length);
      for (let b = 0; b < batch.rows; b++)
        result.set(
          slots.subarray(b * (batch.length - 1), (b + 1) * (batch.length - 1)),
          b * batch.length + 1,
        );
      return result;
    },
    async backward(coefficients) {
      const slots = np.array(Float32Array.from(columns(batch, coefficients, 1)));
      [gradient] = pullback(slots.reshape([batch.rows, batch.length - 1]));
      pullback.dispose();
    },
    async gradient() {
      const flat = new Float32Array(values.length);
      for (const { name, offset } of views)
        flat.set((await gradient[name].ref.data()) as Float32Array, offset);
      return flat;
    },
    async step() {
      taken++;
      const corrections = np.array([1 - beta1 ** taken, 1 - beta2 ** taken]);
      ({ weights, first, second } = update(weights, first, second, gradient, corrections));
      await weights['ln_f.bias'].ref.data();
      // Not `blockUntilReady`, which reads every array back.
      if (device === 'webgpu') await getWebGPUDevice().queue.onSubmittedWorkDone();
    },
    dispose() {
      tree.dispose([weights, first, second, data]);
      update.dispose();
      scored.dispose();
    },
  };
}

export async function jaxWriter(problem: Problem, device: JaxDevice): Promise<Writer> {
  await start(device);
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
      defaultDevice(device);
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
          const row = values.slice(r * config.vocabSize, (r + 1) * config.vocabSize);
          rows[r * length + prompt.length + j] = drawToken(row, 1, drawKey(sampleKey(1, 0, 0, r), j)).token;
        }
      }
    },
    dispose() {
      tree.dispose(weights);
      forward.dispose();
    },
  };
}
