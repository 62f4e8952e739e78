// Adapters merged into the weights that they belong to, and the adapters' gradients from those of whole weights.
import { adaptersOf, loraScale } from './adapters.ts';
import type { ModelConfig } from './config.ts';
import type { ParameterView } from './parameters.ts';

type Reader = (name: string) => { readonly shape: readonly number[]; readonly values: ArrayLike<number> };

export function readerOf(views: readonly ParameterView[], values: Float32Array | Float64Array): Reader {
  const byName = new Map(views.map((view) => [view.name, view]));
  return (name) => {
    const view = byName.get(name);
    if (!view) throw new Error(`invalid parameter: ${name} (expected one of this configuration)`);
    return { shape: view.shape, values: values.subarray(view.offset, view.offset + view.size) };
  };
}

/** Adds every adapter's (alpha / r) (B A)^T to the matrix that it belongs to, in place. */
export function mergeAdapters<Values extends Float32Array | Float64Array>(
  config: ModelConfig,
  frozen: { readonly views: readonly ParameterView[]; readonly values: Values },
  adapter: Reader,
): void {
  const scale = loraScale(config.lora!);
  const { rank } = config.lora!;
  for (const { weight, a, b, from, columns, inner } of adaptersOf(config)) {
    const { offset, shape } = frozen.views.find(({ name }) => name === `${weight}.weight`)!;
    const [A, B] = [adapter(a).values, adapter(b).values];
    for (let i = 0; i < inner; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < rank; k++) sum += B[j * rank + k] * A[k * inner + i];
        frozen.values[offset + i * shape[1] + from + j] += scale * sum;
      }
  }
}

/** Adds the adapters' gradients to those at `into`, from the gradients of the whole matrices. */
export function addAdapterGradients(
  config: ModelConfig,
  gradientOf: Reader,
  adapter: Reader,
  into: (name: string) => Float32Array,
): void {
  const scale = loraScale(config.lora!);
  const { rank } = config.lora!;
  for (const { weight, a, b, from, columns, inner } of adaptersOf(config)) {
    const { values: dW, shape } = gradientOf(`${weight}.weight`);
    const [A, B, dA, dB] = [adapter(a).values, adapter(b).values, into(a), into(b)];
    for (let k = 0; k < rank; k++) {
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += dW[i * shape[1] + from + j] * B[j * rank + k];
        dA[k * inner + i] += scale * sum;
      }
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let i = 0; i < inner; i++) sum += dW[i * shape[1] + from + j] * A[k * inner + i];
        dB[j * rank + k] += scale * sum;
      }
    }
  }
}
