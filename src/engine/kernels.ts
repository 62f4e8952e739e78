// All kernels that a model's configuration needs, by their purpose.
import type { ModelConfig } from '../model/config.ts';
import { attentionKernels } from './attention_kernels.ts';
import { adamw, castWeights, clipScale, gradientNorm } from './kernels/adamw.ts';
import { keyParts, mergeDecodeAttention, splitDecodeAttention } from './kernels/decode_attention_split.ts';
import { compactRows, decodeAttention } from './kernels/decoding.ts';
import { embedding, embeddingBackward } from './kernels/embedding.ts';
import { layerNorm } from './kernels/layer_norm.ts';
import { layerNormBackward, normParametersBackward } from './kernels/layer_norm_backward.ts';
import { matmul } from './kernels/matmul.ts';
import { addParts } from './kernels/matmul_loops.ts';
import { sampleToken } from './kernels/sampling.ts';
import { divergence, logSoftmax, tokenLogProb, tokenLogProbBackward } from './kernels/token_log_prob.ts';
import { valueHead, valueHeadBackward, valueParametersBackward } from './kernels/value_head.ts';
import { fitsWorkgroup, wholeDecoding } from './kernels/whole_decoding.ts';
import type { Tuning } from './wgsl.ts';

export function modelKernels(config: ModelConfig, tuning: Tuning) {
  const headWidth = config.width / config.heads;
  const attention = attentionKernels(headWidth, tuning);
  const quads = config.width % 4 === 0;
  const headQuads = quads && config.vocabSize % 4 === 0;
  const { lanes } = tuning;
  const parts = keyParts(config.contextLength);
  const masked = config.allowed ? 'slots' : undefined;
  return {
    forward: {
      embedding,
      norm: layerNorm('tokens', tuning),
      finalNorm: layerNorm('slots', tuning),
      dense: matmul({ product: 'forward', quads, bias: true }, tuning),
      residual: matmul({ product: 'forward', quads, bias: true, after: 'residual' }, tuning),
      attention: attention.kept,
      attentionOnly: attention.only,
      gelu: matmul({ product: 'forward', quads, bias: true, after: 'gelu' }, tuning),
      geluOnly: matmul({ product: 'forward', quads, bias: true, after: 'gelu only' }, tuning),
      logits: matmul({ product: 'transpose', quads, output: 'f32', masked, offset: 'x' }, tuning),
      tokenLogProb: tokenLogProb(tuning),
      logSoftmax: logSoftmax(tuning),
      divergence: divergence(tuning),
      valueHead: valueHead(tuning),
    },
    backward: {
      tokenLogProb: tokenLogProbBackward,
      valueHead: valueHeadBackward,
      valueParameters: valueParametersBackward,
      headInput: matmul(
        { product: 'forward', quads: headQuads, input: 'f32', output: 'f32', offset: 'y' },
        tuning,
      ),
      headWeight: matmul({ product: 'weight', quads: headQuads, input: 'f32', offset: 'dy' }, tuning),
      finalNorm: layerNormBackward('final', tuning),
      finalNormParameters: normParametersBackward('slots', tuning),
      norm: layerNormBackward('residual', tuning),
      normParameters: normParametersBackward('tokens', tuning),
      input: matmul({ product: 'transpose', quads, input: 'f32', output: 'f32' }, tuning),
      gelu: matmul(
        { product: 'transpose', quads, input: 'f32', output: 'f32', after: 'gelu backward' },
        tuning,
      ),
      weight: matmul({ product: 'weight', quads, bias: true }, tuning),
      weightParts: matmul({ product: 'weight', quads, bias: true, split: true }, tuning),
      addParts,
      queries: attention.queries,
      keys: attention.keys,
      embedding: embeddingBackward,
    },
    update: { gradientNorm: gradientNorm(tuning), clipScale, adamw: adamw(tuning) },
    decoding: {
      norm: layerNorm('living', tuning),
      qkv: matmul({ product: 'forward', quads, bias: true, rows: 'cache' }, tuning),
      attention: lanes === 1 ? decodeAttention(headWidth) : splitDecodeAttention(headWidth, parts, tuning),
      ...(lanes > 1 && parts > 1 ? { merge: mergeDecodeAttention(headWidth, parts) } : {}),
      residual: matmul({ product: 'forward', quads, bias: true, after: 'residual', rows: 'living' }, tuning),
      gelu: matmul({ product: 'forward', quads, bias: true, after: 'gelu only', rows: 'living' }, tuning),
      logits: matmul(
        {
          product: 'transpose',
          quads,
          output: 'f32',
          rows: 'living',
          masked: config.allowed ? 'living' : undefined,
        },
        tuning,
      ),
      sampleFirst: sampleToken('prompts', tuning),
      sample: sampleToken('rows', tuning),
      compact: compactRows(tuning),
      ...(tuning.decoding === 'whole' && fitsWorkgroup(config)
        ? { whole: wholeDecoding(config, tuning) }
        : {}),
    },
    castWeights,
  };
}

export type ModelKernels = ReturnType<typeof modelKernels>;

/** The kernels to compile: a frozen model needs no backward, and other parts depend on configuration and tuning. */
export function neededKernels(
  { forward, backward, update, decoding, castWeights }: ModelKernels,
  options: {
    readonly trainable: boolean;
    readonly valueHead: boolean;
    readonly tuning: Tuning;
  },
) {
  const { trainable, valueHead, tuning } = options;
  const { valueHead: values, gelu, attention: kept, ...scoring } = forward;
  const { valueHead: valueGradient, valueParameters, weightParts, addParts: adding, ...gradients } = backward;
  const split = tuning.lanes > 1;
  return [
    ...Object.values(scoring),
    ...Object.values(decoding),
    ...(trainable ? [gelu, kept, ...Object.values(gradients), ...Object.values(update)] : []),
    ...(trainable && split ? [weightParts, adding] : []),
    ...(valueHead ? [values] : []),
    ...(valueHead && trainable ? [valueGradient, valueParameters] : []),
    ...(tuning.storage === 'f16' ? [castWeights] : []),
  ];
}
