// All kernels that a model's configuration needs, by their purpose.
import { adaptersOf } from '../model/adapters.ts';
import type { ModelConfig } from '../model/config.ts';
import { architectureOf, blockWidths } from '../model/decoder_shape.ts';
import { adapterKernels, hasQuadAdapters } from './adapter_kernels.ts';
import { attentionKernels } from './attention_kernels.ts';
import type { AttentionShape } from './attention_shape.ts';
import { activation, activationBackward } from './kernels/activation.ts';
import { adamw, castWeights, clipScale, gradientNorm } from './kernels/adamw.ts';
import { addParts } from './kernels/add_parts.ts';
import { keyParts, mergeDecodeAttention, splitDecodeAttention } from './kernels/decode_attention_split.ts';
import { compactRows, decodeAttention } from './kernels/decoding.ts';
import { embedding, embeddingBackward } from './kernels/embedding.ts';
import { matmul } from './kernels/matmul.ts';
import { norm } from './kernels/norm.ts';
import { normBackward, normParametersBackward } from './kernels/norm_backward.ts';
import { rotary } from './kernels/rotary.ts';
import { sampleToken } from './kernels/sampling.ts';
import { divergence, logSoftmax, tokenLogProb, tokenLogProbBackward } from './kernels/token_log_prob.ts';
import { valueHead, valueHeadBackward, valueParametersBackward } from './kernels/value_head.ts';
import { fitsWorkgroup, wholeDecoding } from './kernels/whole_decoding.ts';
import { PLAN_NAMES } from './quad_tiles.ts';
import type { Kernel, Tuning } from './wgsl.ts';

export function attentionShapeOf(config: ModelConfig): AttentionShape {
  const { headWidth, kvHeads, windows } = architectureOf(config);
  const windowed = windows?.some((window) => window > 0) ?? false;
  return { headWidth, group: config.heads / kvHeads, windowed };
}

/** Whether every row of activations, weights and gradients is whole quads. */
export const hasQuads = (config: ModelConfig) =>
  [config.width, ...Object.values(blockWidths(config))].every((columns) => columns % 4 === 0);

/** The activation is part of the product before it, and of the gradient's: adapters need what is between. */
export const activatesInProduct = (config: ModelConfig) =>
  architectureOf(config).mlp.kind === 'gelu' &&
  !adaptersOf(config).some(({ weight }) => weight.includes('.mlp.'));

/** The plan of a product with a batch of training's rows, by the columns of its result: the first that is wide enough. */
const PLAN_COLUMNS = { few: 256, narrow: 1024, wide: 2047, large: Number.POSITIVE_INFINITY } as const;
const planOf = (columns: number) => PLAN_NAMES.find((plan) => columns <= PLAN_COLUMNS[plan])!;

/** A sum over so many tokens leaves a card without enough blocks, unless it is split. */
const LARGE_VOCABULARY = 8192;

/** Kernels that only a trainable model needs, beside those of adapters. */
function gradientKernels(config: ModelConfig, tuning: Tuning, quads: boolean) {
  const { norm, biases, mlp, positions } = architectureOf(config);
  const shape = attentionShapeOf(config);
  const attention = attentionKernels(shape, tuning);
  const fused = activatesInProduct(config);
  const { active } = blockWidths(config);
  const input = { product: 'transpose', quads, input: 'f32', output: 'f32' } as const;
  const headPlan = Math.ceil(config.vocabSize / 64) * Math.ceil(config.width / 64) <= 64 ? 'few' : 'wide';
  const weightPlan = config.width <= PLAN_COLUMNS.few ? 'narrow' : 'wide';
  const weightOf = (bias: boolean) => ({ product: 'weight', quads, bias, plan: weightPlan }) as const;
  const whole = !config.lora;
  const headInput = {
    product: 'forward',
    quads,
    input: 'f32',
    output: 'f32',
    offset: 'y',
    strip: 'x',
    plan: planOf(config.width),
  } as const;
  const splitHead = tuning.lanes > 1 && config.vocabSize >= LARGE_VOCABULARY;
  const split = whole && tuning.lanes > 1;
  const weights = {
    headWeight: matmul(
      { product: 'weight', quads, input: 'f32', offset: 'dy', strip: 'x', plan: headPlan },
      tuning,
    ),
    finalNormParameters: normParametersBackward('slots', norm.kind, quads, tuning),
    normParameters: normParametersBackward('tokens', norm.kind, quads, tuning),
    qkvWeight: matmul(weightOf(biases.qkv), tuning),
    outWeight: matmul(weightOf(biases.out), tuning),
    mlpWeight: matmul(weightOf(biases.mlp), tuning),
    embedding: embeddingBackward,
  };
  const parts = {
    qkvParts: matmul({ ...weightOf(biases.qkv), split: true }, tuning),
    outParts: matmul({ ...weightOf(biases.out), split: true }, tuning),
    mlpParts: matmul({ ...weightOf(biases.mlp), split: true }, tuning),
    addParts: addParts(quads),
  };
  return {
    tokenLogProb: tokenLogProbBackward,
    headInput: matmul(splitHead ? { ...headInput, split: true, plan: 'wide' } : headInput, tuning),
    ...(splitHead ? { addHeadParts: addParts(quads, 'rows') } : {}),
    finalNorm: normBackward('final', norm.kind, quads, tuning),
    norm: normBackward('residual', norm.kind, quads, tuning),
    input: matmul({ ...input, plan: planOf(config.width) }, tuning),
    ...(fused ? { gelu: matmul({ ...input, after: 'gelu backward', plan: planOf(active) }, tuning) } : {}),
    ...(fused ? {} : { activation: activationBackward(mlp.kind) }),
    queries: attention.queries,
    keys: attention.keys,
    ...(positions.kind === 'rotary' ? { rotary: rotary('back', shape.headWidth) } : {}),
    ...(config.valueHead ? { valueHead: valueHeadBackward, valueParameters: valueParametersBackward } : {}),
    ...(whole ? weights : {}),
    ...(split ? parts : {}),
  };
}

function decodingKernels(config: ModelConfig, tuning: Tuning, quads: boolean) {
  const { norm: normKind, biases, mlp, positions } = architectureOf(config);
  const shape = attentionShapeOf(config);
  const { lanes } = tuning;
  const parts = keyParts(config.contextLength);
  const learned = positions.kind === 'learned';
  const forward = { product: 'forward', quads, plan: 'few' } as const;
  const residual = { ...forward, after: 'residual', rows: 'living' } as const;
  const fused = activatesInProduct(config);
  const after = fused ? 'gelu only' : undefined;
  return {
    norm: norm('living', normKind.kind, quads, tuning),
    qkv: matmul({ ...forward, bias: biases.qkv, rows: 'cache' }, tuning),
    attention: lanes === 1 ? decodeAttention(shape) : splitDecodeAttention(shape, parts, tuning),
    ...(lanes > 1 && parts > 1 ? { merge: mergeDecodeAttention(shape.headWidth, parts) } : {}),
    ...(learned ? {} : { rotary: rotary('cache', shape.headWidth) }),
    out: matmul({ ...residual, bias: biases.out }, tuning),
    mlpIn: matmul({ ...forward, bias: biases.mlp, after, rows: 'living' }, tuning),
    ...(fused ? {} : { activation: activation(mlp.kind, true) }),
    mlpOut: matmul({ ...residual, bias: biases.mlp }, tuning),
    logits: matmul(
      {
        product: 'transpose',
        quads,
        output: 'f32',
        strip: 'y',
        plan: 'few',
        rows: 'living',
        masked: config.allowed ? 'living' : undefined,
      },
      tuning,
    ),
    sampleFirst: sampleToken('prompts', learned, tuning),
    sample: sampleToken('rows', learned, tuning),
    compact: compactRows(tuning),
    ...(tuning.decoding === 'whole' && fitsWorkgroup(config) ? { whole: wholeDecoding(config, tuning) } : {}),
  };
}

export function modelKernels(config: ModelConfig, tuning: Tuning) {
  const { norm: normKind, positions, biases, mlp } = architectureOf(config);
  const shape = attentionShapeOf(config);
  const attention = attentionKernels(shape, tuning);
  const quads = hasQuads(config);
  const masked = config.allowed ? 'slots' : undefined;
  const learned = positions.kind === 'learned';
  const forward = { product: 'forward', quads } as const;
  const fused = activatesInProduct(config);
  const { qkv, expanded } = blockWidths(config);
  const mlpIn = { ...forward, bias: biases.mlp, plan: planOf(expanded) } as const;
  const residual = { ...forward, after: 'residual', plan: planOf(config.width) } as const;
  return {
    forward: {
      embedding: embedding(learned),
      norm: norm('tokens', normKind.kind, quads, tuning),
      finalNorm: norm('slots', normKind.kind, quads, tuning),
      qkv: matmul({ ...forward, bias: biases.qkv, plan: planOf(qkv) }, tuning),
      out: matmul({ ...residual, bias: biases.out }, tuning),
      attention: attention.kept,
      attentionOnly: attention.only,
      ...(learned ? {} : { rotary: rotary('tokens', shape.headWidth) }),
      mlpIn: matmul({ ...mlpIn, after: fused ? 'gelu' : undefined }, tuning),
      mlpInOnly: matmul({ ...mlpIn, after: fused ? 'gelu only' : undefined }, tuning),
      ...(fused ? {} : { activation: activation(mlp.kind, false) }),
      mlpOut: matmul({ ...residual, bias: biases.mlp }, tuning),
      logits: matmul(
        {
          product: 'transpose',
          quads,
          output: 'f32',
          strip: 'y',
          masked,
          offset: 'x',
          plan: planOf(config.vocabSize),
        },
        tuning,
      ),
      tokenLogProb: tokenLogProb(tuning),
      logSoftmax: logSoftmax(tuning),
      divergence: divergence(tuning),
      ...(config.valueHead ? { valueHead: valueHead(tuning) } : {}),
    },
    backward: gradientKernels(config, tuning, quads),
    update: { gradientNorm: gradientNorm(tuning), clipScale: clipScale(tuning), adamw: adamw(tuning) },
    decoding: decodingKernels(config, tuning, quads),
    ...(config.lora ? { adapters: adapterKernels(tuning, quads && hasQuadAdapters(config)) } : {}),
    castWeights,
  };
}

export type ModelKernels = ReturnType<typeof modelKernels>;

/** The kernels to compile: a frozen model needs no backward. */
export function neededKernels(
  { forward, backward, update, decoding, adapters, castWeights }: ModelKernels,
  { trainable, tuning }: { readonly trainable: boolean; readonly tuning: Tuning },
): Kernel[] {
  const { mlpIn, attention: kept, ...scoring } = forward;
  const { dLow, dInput, dWeight, ...adding } = adapters ?? {};
  const ofAdapters = [dLow, dInput, dWeight].filter((kernel) => kernel !== undefined);
  return [
    ...Object.values(scoring),
    ...Object.values(decoding),
    ...(trainable ? [mlpIn, kept, ...Object.values(backward), ...Object.values(update)] : []),
    ...Object.values(adding),
    ...(trainable ? ofAdapters : []),
    ...(tuning.storage === 'f16' ? [castWeights] : []),
  ];
}
