// Adapters merged into the weights that they belong to, and the adapters' gradients from those of whole weights.
import { type Adapter, adaptersOf, loraScale } from './adapters.ts';
import type { ModelConfig } from './config.ts';
import { type Parameters, type ParameterView, parameterViews } from './parameters.ts';

/** Reads a parameter by name. */
function readerOf({ views, values }: Parameters): (name: string) => Float32Array {
  const byName = new Map(views.map((view) => [view.name, view]));
  return (name) => {
    const { offset, size } = byName.get(name)!;
    return values.subarray(offset, offset + size);
  };
}

/** The model whose weights have the adapters merged in: the same, all of it trained. */
export function wholeConfig({ lora: _, ...config }: ModelConfig): ModelConfig {
  return config;
}

const ownHead = (views: readonly ParameterView[]) => views.filter(({ name }) => name.startsWith('value.'));

/** W + (alpha / r) (B A)^T for every adapted matrix, the frozen weights, and a value head: of `wholeConfig`. */
export function wholeValues(config: ModelConfig, parameters: Parameters): Float32Array<ArrayBuffer> {
  if (!parameters.frozen)
    throw new Error('invalid parameters: no frozen weights (expected them with adapters)');
  const views = parameterViews(wholeConfig(config));
  const last = views[views.length - 1];
  const values = new Float32Array(last.offset + last.size);
  values.set(parameters.frozen.values);
  const own = readerOf(parameters);
  for (const adapter of adaptersOf(config)) merge(config, adapter, own, values, viewOf(views, adapter));
  for (const { name } of ownHead(parameters.views))
    values.set(own(name), views.find((view) => view.name === name)!.offset);
  return values;
}

const viewOf = (views: readonly ParameterView[], { weight }: Adapter): ParameterView =>
  views.find(({ name }) => name === `${weight}.weight`)!;

function merge(
  { lora }: ModelConfig,
  { a, b, from, columns, inner }: Adapter,
  own: (name: string) => Float32Array,
  values: Float32Array,
  { offset, shape }: ParameterView,
): void {
  const { rank } = lora!;
  const scale = loraScale(lora!);
  const [A, B] = [own(a), own(b)];
  for (let i = 0; i < inner; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += B[j * rank + k] * A[k * inner + i];
      values[offset + i * shape[1] + from + j] += scale * sum;
    }
}

/** Adds the adapters' and the value head's gradients to `gradient`, from that of the merged model. */
export function foldGradient(
  config: ModelConfig,
  parameters: Parameters,
  whole: Float32Array,
  gradient: Float32Array,
): void {
  const views = parameterViews(wholeConfig(config));
  const own = readerOf(parameters);
  const into = readerOf({ views: parameters.views, values: gradient });
  const { rank } = config.lora!;
  const scale = loraScale(config.lora!);
  for (const adapter of adaptersOf(config)) {
    const { a, b, from, columns, inner } = adapter;
    const { offset, shape } = viewOf(views, adapter);
    const [A, B, dA, dB] = [own(a), own(b), into(a), into(b)];
    const dW = (i: number, j: number) => whole[offset + i * shape[1] + from + j];
    for (let k = 0; k < rank; k++) {
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let j = 0; j < columns; j++) sum += dW(i, j) * B[j * rank + k];
        dA[k * inner + i] += scale * sum;
      }
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let i = 0; i < inner; i++) sum += dW(i, j) * A[k * inner + i];
        dB[j * rank + k] += scale * sum;
      }
    }
  }
  for (const { name } of ownHead(parameters.views)) {
    const { offset, size } = views.find((view) => view.name === name)!;
    into(name).forEach((_, i, values) => {
      if (i < size) values[i] += whole[offset + i];
    });
  }
}
