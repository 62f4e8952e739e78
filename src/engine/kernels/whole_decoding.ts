// All tokens of a generation after the first, for a small model: a workgroup takes a row and goes through every layer of
// every token until EOS, so nothing is dispatched between tokens. For the newest token with stream x and each layer:
//   x += W_o attention(W_qkv norm(x)),   x += W_2 gelu(W_1 norm(x))
// Then it draws from softmax(wte norm(x) / temperature), as `sampleToken` does.
// Twins: `decodeStep` in model/decoder.ts, model/sampling.ts.
import type { ModelConfig } from '../../model/config.ts';
import { architectureOf } from '../../model/decoder_shape.ts';
import { parameterViews } from '../../model/parameters.ts';
import { acrossLanes, type Kernel, type Tuning } from '../wgsl.ts';
import { FORBIDDEN, gelu } from './matmul.ts';
import { bestAcross, GUMBEL } from './sampling.ts';

/** Threads of a row. Two products of a small layer keep as many busy. */
const LANES = 256;
/** Workgroup memory that every device has. */
const GUARANTEED_FLOATS = 4096;

const scoresOf = ({ heads, contextLength }: ModelConfig) => heads * contextLength;
const wideOf = (config: ModelConfig) => Math.max(4 * config.width, scoresOf(config));

/** Whether the decoder is GPT-2's, for a context of any length. */
function isGpt2(config: ModelConfig): boolean {
  const { architecture: _, ...plain } = config;
  const [own, gpt2] = [architectureOf(config), architectureOf(plain)];
  const same = (a: unknown, b: unknown): boolean =>
    typeof a === 'object' && a !== null
      ? Object.entries(a).every(([key, value]) => same(value, (b as Record<string, unknown>)?.[key]))
      : a === b;
  return same({ ...own, contextLimit: 0 }, { ...gpt2, contextLimit: 0 });
}

/** True for a small model of GPT-2's type, whose rows' activations fit workgroup memory. */
export const fitsWorkgroup = (config: ModelConfig) =>
  3 * config.width + wideOf(config) + 7 * LANES <= GUARANTEED_FLOATS && !config.lora && isGpt2(config);

/** Threads that share a column, so that few columns keep all busy. */
const sharing = (columns: number) => Math.max(1, Math.floor(LANES / columns));

interface Product {
  /** Array in workgroup memory, [inner]. */
  readonly x: string;
  readonly inner: number;
  readonly columns: number;
  /** Offsets of the weight [inner, columns] and the bias [columns]. */
  readonly weight: string;
  readonly bias: string;
  /** Statements over the column j and its value. */
  readonly store: string;
}

/** WGSL for y_j = sum_i x_i W_ij + b_j. */
function product({ x, inner, columns, weight, bias, store }: Product): string {
  const sharers = sharing(columns);
  const sum = (from: string, step: number) => `
      var value = 0f;
      for (var i = ${from}; i < ${inner}u; i += ${step}u) { value += ${x}[i] * f32(weights[${weight} + i * ${columns}u + j]); }`;
  const finish = `value += f32(weights[${bias} + j]);\n      ${store}`;
  if (sharers === 1)
    return `for (var j = local; j < ${columns}u; j += ${LANES}u) {${sum('0u', 1)}
      ${finish}
    }
    workgroupBarrier();`;
  return `{
      let j = local % ${columns}u;${sum(`local / ${columns}u`, sharers)}
      parts[local] = value;
    }
    workgroupBarrier();
    if (local < ${columns}u) {
      let j = local;
      var value = 0f;
      for (var part = 0u; part < ${sharers}u; part++) { value += parts[j + part * ${columns}u]; }
      ${finish}
    }
    workgroupBarrier();`;
}

/** promptKeys [L, N, 3d] at `promptStride`; cache [L, R, capacity, 2d]; tokens, logProbs [R, capacity], one drawn. */
export function wholeDecoding(config: ModelConfig, { subgroups }: Tuning): Kernel {
  const { width, heads, layers, vocabSize, contextLength } = config;
  const headWidth = width / heads;
  const lanes = { lanes: LANES, subgroups };
  const args = subgroups ? 'lane, subgroupSize' : 'lane, 1u';
  const offsets = new Map(parameterViews(config).map(({ name, offset }) => [name, offset]));
  const at = (name: string) => `${offsets.get(name)}u`;
  const inBlock = (name: string) => `block + ${at(`h.0.${name}`)}`;
  const stride = layers > 1 ? offsets.get('h.1.ln_1.weight')! - offsets.get('h.0.ln_1.weight')! : 0;
  const norm = (gain: string, bias: string) => `{
      var sum = 0f;
      for (var j = lane; j < ${width}u; j += ${LANES}u) { sum += stream[j]; }
      let mean = total(sum, ${args}) / ${width}f;
      var squares = 0f;
      for (var j = lane; j < ${width}u; j += ${LANES}u) { squares += (stream[j] - mean) * (stream[j] - mean); }
      let scale = inverseSqrt(total(squares, ${args}) / ${width}f + 1e-5);
      for (var j = lane; j < ${width}u; j += ${LANES}u) {
        normed[j] = (stream[j] - mean) * scale * f32(weights[${gain} + j]) + f32(weights[${bias} + j]);
      }
    }
    workgroupBarrier();`;
  const keyParts = sharing(width);
  const tokenParts = sharing(vocabSize);
  const consider = `
        ${
          config.allowed
            ? `let place = (promptLength + step) * sizes.maskWords + v / 32u;
        if ((mask[place] & (1u << (v % 32u))) == 0u) { z += ${FORBIDDEN}; }`
            : ''
        }
        let noisy = z / sizes.temperature + gumbelAt(key, v);
        if (noisy > best) { best = noisy; drawnHere = v; logitHere = z; }
        let peak = max(highest, z);
        mass = mass * exp(highest - peak) + exp(z - peak);
        highest = peak;`;
  return {
    name: 'whole decoding',
    bindings: {
      living: 'read u32',
      rowInfo: 'read u32',
      weights: 'read half',
      promptKeys: 'read half',
      ...(config.allowed ? { mask: 'read u32' as const } : {}),
      cache: 'write half',
      tokens: 'write u32',
      logProbs: 'write f32',
    },
    sizes: ['capacity', 'eos', 'rows', 'promptStride', 'maskWords'],
    scalars: ['temperature'],
    declarations: `${GUMBEL}${gelu('f32')}
${acrossLanes('total', 'sum', lanes)}${acrossLanes('largest', 'max', lanes)}${bestAcross(LANES)}
var<workgroup> stream: array<f32, ${width}>;
var<workgroup> normed: array<f32, ${width}>;
var<workgroup> query: array<f32, ${width}>;
var<workgroup> wide: array<f32, ${wideOf(config)}>;
var<workgroup> parts: array<f32, ${LANES}>;
var<workgroup> partialMass: array<f32, ${LANES}>;
var<workgroup> newest: u32;`,
    workgroup: [LANES, 1],
    body: `
  if (group.x >= living[0]) { return; }
  let lane = local;
  let row = living[2u + group.x];
  let promptStart = rowInfo[4u * row + 2u];
  let promptLength = rowInfo[4u * row + 3u];
  if (local == 0u) { newest = tokens[row * sizes.capacity]; }
  workgroupBarrier();
  for (var step = 1u; step < sizes.capacity; step++) {
    let token = workgroupUniformLoad(&newest);
    if (token == sizes.eos) { break; }
    // 1. Embed the newest token.
    for (var j = local; j < ${width}u; j += ${LANES}u) {
      stream[j] = f32(weights[token * ${width}u + j])
        + f32(weights[${at('wpe.weight')} + (promptLength + step - 1u) * ${width}u + j]);
    }
    workgroupBarrier();
    for (var layer = 0u; layer < ${layers}u; layer++) {
    let block = layer * ${stride}u;
    let prompt = layer * sizes.promptStride + promptStart * ${3 * width}u;
    let drawn = (layer * sizes.rows + row) * sizes.capacity * ${2 * width}u;
    // 2. Norm, query, key and value of the token; key and value go to the cache.
    ${norm(inBlock('ln_1.weight'), inBlock('ln_1.bias'))}
    ${product({
      x: 'normed',
      inner: width,
      columns: 3 * width,
      weight: inBlock('attn.c_attn.weight'),
      bias: inBlock('attn.c_attn.bias'),
      store: `if (j < ${width}u) { query[j] = value * ${1 / Math.sqrt(headWidth)}; }
      else { cache[drawn + (step - 1u) * ${2 * width}u + j - ${width}u] = half(value); }`,
    })}
    storageBarrier();
    // 3. Scores of all keys: those of the prompt, then those drawn.
    let keys = promptLength + step;
    for (var pair = local; pair < ${heads}u * keys; pair += ${LANES}u) {
      let head = pair % ${heads}u;
      let m = pair / ${heads}u;
      var score = 0f;
      if (m < promptLength) {
        let start = prompt + m * ${3 * width}u + ${width}u + head * ${headWidth}u;
        for (var e = 0u; e < ${headWidth}u; e++) { score += query[head * ${headWidth}u + e] * f32(promptKeys[start + e]); }
      } else {
        let start = drawn + (m - promptLength) * ${2 * width}u + head * ${headWidth}u;
        for (var e = 0u; e < ${headWidth}u; e++) { score += query[head * ${headWidth}u + e] * f32(cache[start + e]); }
      }
      wide[head * ${contextLength}u + m] = score;
    }
    workgroupBarrier();
    // 4. Softmax and the weighted sum of values; ${keyParts} threads share a column.
    for (var slot = local; slot < ${keyParts * width}u; slot += ${LANES}u) {
      let j = slot % ${width}u;
      let scores = j / ${headWidth}u * ${contextLength}u;
      var peak = -3.0e38;
      for (var m = 0u; m < keys; m++) { peak = max(peak, wide[scores + m]); }
      var sum = 0f;
      var value = 0f;
      for (var m = slot / ${width}u; m < keys; m += ${keyParts}u) {
        let weight = exp(wide[scores + m] - peak);
        sum += weight;
        if (m < promptLength) { value += weight * f32(promptKeys[prompt + m * ${3 * width}u + ${2 * width}u + j]); }
        else { value += weight * f32(cache[drawn + (m - promptLength) * ${2 * width}u + ${width}u + j]); }
      }
      ${
        keyParts === 1
          ? 'normed[j] = value / sum;'
          : `parts[slot] = value;
      partialMass[slot] = sum;`
      }
    }
    workgroupBarrier();
    ${
      keyParts === 1
        ? ''
        : `if (local < ${width}u) {
      var value = 0f;
      var sum = 0f;
      for (var part = 0u; part < ${keyParts}u; part++) {
        value += parts[local + part * ${width}u];
        sum += partialMass[local + part * ${width}u];
      }
      normed[local] = value / sum;
    }
    workgroupBarrier();`
    }
    // 5. Project onto the stream.
    ${product({
      x: 'normed',
      inner: width,
      columns: width,
      weight: inBlock('attn.c_proj.weight'),
      bias: inBlock('attn.c_proj.bias'),
      store: 'stream[j] += value;',
    })}
    // 6. Norm and the two products with a GELU between.
    ${norm(inBlock('ln_2.weight'), inBlock('ln_2.bias'))}
    ${product({
      x: 'normed',
      inner: width,
      columns: 4 * width,
      weight: inBlock('mlp.c_fc.weight'),
      bias: inBlock('mlp.c_fc.bias'),
      store: 'wide[j] = gelu(value);',
    })}
    ${product({
      x: 'wide',
      inner: 4 * width,
      columns: width,
      weight: inBlock('mlp.c_proj.weight'),
      bias: inBlock('mlp.c_proj.bias'),
      store: 'stream[j] += value;',
    })}
    }
    // 7. Logits; each thread keeps its best noisy logit and its part of the log-sum-exp.
    ${norm(at('ln_f.weight'), at('ln_f.bias'))}
    let key = pcgHash(step ^ rowInfo[4u * row]);
    var best = -3.0e38;
    var drawnHere = 0u;
    var logitHere = 0f;
    var highest = -3.0e38;
    var mass = 0f;
    ${
      tokenParts === 1
        ? `for (var v = local; v < ${vocabSize}u; v += ${LANES}u) {
        var z = 0f;
        for (var i = 0u; i < ${width}u; i++) { z += normed[i] * f32(weights[v * ${width}u + i]); }
        ${consider}
    }`
        : `{
      let v = local / ${tokenParts}u;
      var z = 0f;
      if (v < ${vocabSize}u) {
        for (var i = local % ${tokenParts}u; i < ${width}u; i += ${tokenParts}u) { z += normed[i] * f32(weights[v * ${width}u + i]); }
      }
      parts[local] = z;
    }
    workgroupBarrier();
    if (local < ${vocabSize}u) {
      let v = local;
      var z = 0f;
      for (var part = 0u; part < ${tokenParts}u; part++) { z += parts[v * ${tokenParts}u + part]; }
      ${consider}
    }`
    }
    // 8. The best of all threads, and its log-prob; the thread that holds it writes both.
    let peak = largest(highest, ${args});
    let sum = total(mass * exp(highest - peak), ${args});
    let chosen = bestToken(best, drawnHere, lane);
    if (chosen == drawnHere && best > -3.0e38) {
      tokens[row * sizes.capacity + step] = chosen;
      logProbs[row * sizes.capacity + step] = logitHere - peak - log(sum);
      newest = chosen;
    }
  }`,
  };
}
