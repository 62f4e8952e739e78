// The slow twin: the transformer in plain float64 loops, row by row, for tests to compare with.
// It shares no code with the tensor version.
import type { ModelConfig } from './config.ts';
import type { ParameterView } from './parameters.ts';

type Get = (name: string) => { readonly values: Float64Array; readonly columns: number };

function getter(views: readonly ParameterView[], values: Float64Array): Get {
  const byName = new Map(views.map((view) => [view.name, view]));
  return (name) => {
    const view = byName.get(name)!;
    return {
      values: values.subarray(view.offset, view.offset + view.size),
      columns: view.shape[view.shape.length - 1],
    };
  };
}

function affine(get: Get, name: string, x: number[]): number[] {
  const { values: w, columns } = get(`${name}.weight`);
  const { values: b } = get(`${name}.bias`);
  return Array.from({ length: columns }, (_, j) =>
    x.reduce((sum, xi, i) => sum + xi * w[i * columns + j], b[j]),
  );
}

function norm(get: Get, name: string, x: number[]): number[] {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((a, b) => a + (b - mean) ** 2, 0) / x.length;
  const { values: g } = get(`${name}.weight`);
  const { values: b } = get(`${name}.bias`);
  return x.map((v, i) => ((v - mean) / Math.sqrt(variance + 1e-5)) * g[i] + b[i]);
}

function softmax(x: number[]): number[] {
  const max = Math.max(...x);
  const e = x.map((v) => Math.exp(v - max));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const plus = (a: number[], b: number[]) => a.map((v, i) => v + b[i]);
const tanhGelu = (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

/** Final hidden states of one sequence, [T][d]. */
function slowHidden(config: ModelConfig, get: Get, tokens: readonly number[]): number[][] {
  const { width, heads, layers } = config;
  const row = (name: string, i: number) => [...get(name).values.subarray(i * width, (i + 1) * width)];
  let h = tokens.map((token, t) => plus(row('wte.weight', token), row('wpe.weight', t)));
  for (let layer = 0; layer < layers; layer++) {
    const p = `h.${layer}`;
    const qkv = h.map((x) => affine(get, `${p}.attn.c_attn`, norm(get, `${p}.ln_1`, x)));
    const size = width / heads;
    const mixed = qkv.map((query, t) =>
      Array.from({ length: heads }, (_, head) => {
        const part = (x: number[], which: number) =>
          x.slice(which * width + head * size, which * width + (head + 1) * size);
        const visible = qkv.slice(0, t + 1);
        const weights = softmax(visible.map((key) => dot(part(query, 0), part(key, 1)) / Math.sqrt(size)));
        return weights.reduce(
          (sum, w, s) =>
            plus(
              sum,
              part(visible[s], 2).map((v) => v * w),
            ),
          new Array<number>(size).fill(0),
        );
      }).flat(),
    );
    h = h.map((x, t) => plus(x, affine(get, `${p}.attn.c_proj`, mixed[t])));
    h = h.map((x) =>
      plus(
        x,
        affine(get, `${p}.mlp.c_proj`, affine(get, `${p}.mlp.c_fc`, norm(get, `${p}.ln_2`, x)).map(tanhGelu)),
      ),
    );
  }
  return h.map((x) => norm(get, 'ln_f', x));
}

/** The value head at every position of one sequence, [T]. */
export function slowValues(
  config: ModelConfig,
  views: readonly ParameterView[],
  values: Float64Array,
  tokens: readonly number[],
): number[] {
  const get = getter(views, values);
  const weight = [...get('value.weight').values];
  return slowHidden(config, get, tokens).map((x) => dot(x, weight) + get('value.bias').values[0]);
}

/** Next-token log-probs at every position of one sequence: [T][V]; the t-th row predicts token t + 1. */
export function slowLogProbs(
  config: ModelConfig,
  views: readonly ParameterView[],
  values: Float64Array,
  tokens: readonly number[],
): number[][] {
  const get = getter(views, values);
  const { width, vocabSize, allowed } = config;
  const row = (name: string, i: number) => [...get(name).values.subarray(i * width, (i + 1) * width)];
  return slowHidden(config, get, tokens).map((final, t) => {
    const permitted = allowed?.[Math.min(t + 1, allowed.length - 1)];
    const logits = Array.from(
      { length: vocabSize },
      (_, v) => dot(final, row('wte.weight', v)) + (permitted && !permitted.includes(v) ? -1e9 : 0),
    );
    return softmax(logits).map(Math.log);
  });
}
