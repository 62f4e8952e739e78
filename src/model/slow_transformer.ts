// The slow twin: the decoder in plain float64 loops, row by row, for tests to compare with. It shares no code with the
// tensor version; of adapters it shares where they belong.
import { adaptersOf, loraScale } from './adapters.ts';
import type { ModelConfig } from './config.ts';
import { architectureOf } from './decoder_shape.ts';
import type { Parameters, ParameterView } from './parameters.ts';
import { rotaryFrequencies } from './rotary.ts';

type Get = (name: string) => { readonly values: Float64Array; readonly columns: number };
type Vector = number[];

interface Twin {
  readonly config: ModelConfig;
  readonly get: Get;
  has(name: string): boolean;
}

const dot = (a: Vector, b: Vector) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const plus = (a: Vector, b: Vector) => a.map((v, i) => v + b[i]);
const times = (a: Vector, factor: number) => a.map((v) => v * factor);
const tanhGelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
const silu = (x: number) => x / (1 + Math.exp(-x));

function softmax(x: Vector): Vector {
  const max = Math.max(...x);
  const e = x.map((v) => Math.exp(v - max));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

function twinOf(
  config: ModelConfig,
  views: readonly ParameterView[],
  values: Float64Array,
  frozen: Parameters | undefined,
): Twin {
  const all = new Map<string, { values: Float64Array; columns: number }>();
  const add = (of: readonly ParameterView[], from: Float64Array) => {
    for (const { name, offset, size, shape } of of)
      all.set(name, { values: from.subarray(offset, offset + size), columns: shape[shape.length - 1] });
  };
  if (frozen) add(frozen.views, Float64Array.from(frozen.values));
  add(views, values);
  return { config, get: (name) => all.get(name)!, has: (name) => all.has(name) };
}

function matrixTimes(get: Get, name: string, x: Vector): Vector {
  const { values: w, columns } = get(name);
  return Array.from({ length: columns }, (_, j) =>
    x.reduce((sum, xi, i) => sum + xi * w[i * columns + j], 0),
  );
}

/** x W, with a bias where there is one, and what adapters add. */
function affine({ config, get, has }: Twin, name: string, x: Vector): Vector {
  const y = matrixTimes(get, `${name}.weight`, x);
  const biased = has(`${name}.bias`) ? plus(y, [...get(`${name}.bias`).values]) : y;
  for (const { weight, a, b, from, columns } of adaptersOf(config)) {
    if (weight !== name) continue;
    const { rank } = config.lora!;
    const [A, B] = [get(a), get(b)];
    const low = Array.from({ length: rank }, (_, k) =>
      x.reduce((sum, xi, i) => sum + xi * A.values[k * A.columns + i], 0),
    );
    for (let j = 0; j < columns; j++)
      biased[from + j] +=
        loraScale(config.lora!) * low.reduce((sum, t, k) => sum + t * B.values[j * B.columns + k], 0);
  }
  return biased;
}

function normed({ config, get, has }: Twin, name: string, x: Vector): Vector {
  const { kind, epsilon } = architectureOf(config).norm;
  const mean = kind === 'layer' ? x.reduce((a, b) => a + b, 0) / x.length : 0;
  const square = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  const gain = get(`${name}.weight`).values;
  const bias = has(`${name}.bias`) ? get(`${name}.bias`).values : new Float64Array(x.length);
  return x.map((v, i) => ((v - mean) / Math.sqrt(square + epsilon)) * gain[i] + bias[i]);
}

/** One head's query or key, turned to its position; halves are pairs. */
function turned({ config }: Twin, x: Vector, position: number): Vector {
  const { positions, headWidth } = architectureOf(config);
  if (positions.kind === 'learned') return x;
  const half = headWidth / 2;
  const frequencies = rotaryFrequencies(headWidth, positions.theta, positions.scaling);
  return x.map((v, e) => {
    const angle = position * frequencies[e % half];
    const other = e < half ? -x[e + half] : x[e - half];
    return v * Math.cos(angle) + other * Math.sin(angle);
  });
}

function attention(twin: Twin, layer: number, qkv: readonly Vector[]): Vector[] {
  const { heads } = twin.config;
  const { kvHeads, headWidth, attentionScale, windows } = architectureOf(twin.config);
  const window = windows?.[layer] || qkv.length;
  const part = (x: Vector, head: number) => x.slice(head * headWidth, (head + 1) * headWidth);
  return qkv.map((own, t) =>
    Array.from({ length: heads }, (_, head) => {
      const shared = Math.floor((head * kvHeads) / heads);
      const query = turned(twin, part(own, head), t);
      const first = Math.max(0, t - window + 1);
      const visible = qkv.slice(first, t + 1);
      const weights = softmax(
        visible.map((x, s) => dot(query, turned(twin, part(x, heads + shared), first + s)) * attentionScale),
      );
      return weights.reduce(
        (sum, w, s) => plus(sum, times(part(visible[s], heads + kvHeads + shared), w)),
        new Array<number>(headWidth).fill(0),
      );
    }).flat(),
  );
}

function perceptron(twin: Twin, block: string, x: Vector): Vector {
  const { kind, width } = architectureOf(twin.config).mlp;
  const expanded = affine(twin, `${block}.mlp.c_fc`, x);
  const active =
    kind === 'gelu'
      ? expanded.map(tanhGelu)
      : expanded.slice(0, width).map((gate, j) => silu(gate) * expanded[width + j]);
  return affine(twin, `${block}.mlp.c_proj`, active);
}

const rowOf = ({ get }: Twin, name: string, i: number): Vector => {
  const { values, columns } = get(name);
  return [...values.subarray(i * columns, (i + 1) * columns)];
};

/** Final hidden states of one sequence, [T][d]. */
function slowHidden(twin: Twin, tokens: readonly number[]): Vector[] {
  const embedded = (token: number, t: number) => {
    const row = rowOf(twin, 'wte.weight', token);
    return twin.has('wpe.weight') ? plus(row, rowOf(twin, 'wpe.weight', t)) : row;
  };
  let h = tokens.map(embedded);
  for (let layer = 0; layer < twin.config.layers; layer++) {
    const p = `h.${layer}`;
    const qkv = h.map((x) => affine(twin, `${p}.attn.c_attn`, normed(twin, `${p}.ln_1`, x)));
    const mixed = attention(twin, layer, qkv);
    h = h.map((x, t) => plus(x, affine(twin, `${p}.attn.c_proj`, mixed[t])));
    h = h.map((x) => plus(x, perceptron(twin, p, normed(twin, `${p}.ln_2`, x))));
  }
  return h.map((x) => normed(twin, 'ln_f', x));
}

/** The value head at every position of one sequence, [T]. */
export function slowValues(
  config: ModelConfig,
  views: readonly ParameterView[],
  values: Float64Array,
  tokens: readonly number[],
  frozen?: Parameters,
): number[] {
  const twin = twinOf(config, views, values, frozen);
  const weight = [...twin.get('value.weight').values];
  return slowHidden(twin, tokens).map((x) => dot(x, weight) + twin.get('value.bias').values[0]);
}

/** Next-token log-probs at every position of one sequence: [T][V]; the t-th row predicts token t + 1. */
export function slowLogProbs(
  config: ModelConfig,
  views: readonly ParameterView[],
  values: Float64Array,
  tokens: readonly number[],
  frozen?: Parameters,
): number[][] {
  const twin = twinOf(config, views, values, frozen);
  const { vocabSize, allowed } = config;
  const head = twin.has('lm_head.weight') ? 'lm_head.weight' : 'wte.weight';
  return slowHidden(twin, tokens).map((final, t) => {
    const permitted = allowed?.[Math.min(t + 1, allowed.length - 1)];
    const logits = Array.from(
      { length: vocabSize },
      (_, v) => dot(final, rowOf(twin, head, v)) + (permitted && !permitted.includes(v) ? -1e9 : 0),
    );
    return softmax(logits).map(Math.log);
  });
}
