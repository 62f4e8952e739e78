// config.json of the type llama, as transformers' LlamaConfig knows it: version 4 writes rope_theta and rope_scaling,
// version 5 rope_parameters. Where both are there they must agree.
import type { Positions, RotaryScaling } from '../../model/architecture.ts';
import { dropoutNotes } from './common_fields.ts';
import { ConfigFields, shown } from './config_fields.ts';
import type { ReadShape, ReadType } from './gpt_configs.ts';

const ROPE_TYPES = ['default', 'linear', 'llama3'] as const;
const DEFAULT_THETA = 10_000;

function readScaling(fields: ConfigFields): RotaryScaling | undefined {
  const older = fields.get('rope_type') === undefined && fields.get('type') !== undefined;
  const type = fields.choice(older ? 'type' : 'rope_type', ROPE_TYPES);
  if (type === 'default') {
    fields.pass(['factor', 'original_max_position_embeddings']);
    return undefined;
  }
  const factor = fields.positive('factor');
  if (type === 'linear') {
    fields.pass(['original_max_position_embeddings']);
    return { kind: 'linear', factor };
  }
  return {
    kind: 'llama3',
    factor,
    lowFrequencyFactor: fields.positive('low_freq_factor'),
    highFrequencyFactor: fields.positive('high_freq_factor'),
    originalContext: fields.size('original_max_position_embeddings'),
  };
}

/** Of one of the two objects that describe it. */
function readRope(fields: ConfigFields, name: 'rope_scaling' | 'rope_parameters', theta: number): Positions {
  const json = fields.get(name);
  if (typeof json !== 'object' || Array.isArray(json)) {
    fields.unsupported(name, 'an object');
    return { kind: 'rotary', theta };
  }
  const rope = new ConfigFields(json as Record<string, unknown>, fields.problems);
  const scaling = readScaling(rope);
  const ownTheta = rope.positive('rope_theta', theta);
  rope.only('partial_rotary_factor', 1);
  for (const odd of rope.rest())
    fields.problems.push(`unsupported ${name}.${odd}: ${shown(rope.get(odd))} (expected none)`);
  return { kind: 'rotary', theta: ownTheta, ...(scaling ? { scaling } : {}) };
}

function readPositions(fields: ConfigFields): Positions {
  const theta = fields.positive('rope_theta', DEFAULT_THETA);
  const read = (['rope_parameters', 'rope_scaling'] as const)
    .filter((name) => fields.get(name) !== undefined)
    .map((name) => readRope(fields, name, theta));
  if (read.length === 0) return { kind: 'rotary', theta };
  const isOther = read.some((positions) => JSON.stringify(positions) !== JSON.stringify(read[0]));
  if (isOther) fields.unsupported('rope_scaling', 'what rope_parameters says');
  const own = read[0].kind === 'rotary' ? read[0].theta : theta;
  if (fields.get('rope_theta') !== undefined && own !== theta)
    fields.unsupported('rope_theta', `${own}, as rope_parameters says`);
  return read[0];
}

export function readLlama(fields: ConfigFields): ReadType {
  const width = fields.size('hidden_size');
  const heads = fields.size('num_attention_heads');
  const headWidth = fields.optionalSize('head_dim') ?? width / heads;
  fields.choice('hidden_act', ['silu', 'swish']);
  fields.only('attention_bias', false);
  fields.only('mlp_bias', false);
  fields.only('pretraining_tp', 1);
  const shape: ReadShape = {
    vocabSize: fields.size('vocab_size'),
    width,
    layers: fields.size('num_hidden_layers'),
    heads,
    architecture: {
      family: 'llama',
      norm: { kind: 'rms', epsilon: fields.positive('rms_norm_eps', 1e-6) },
      positions: readPositions(fields),
      contextLimit: fields.size('max_position_embeddings'),
      kvHeads: fields.optionalSize('num_key_value_heads') ?? heads,
      headWidth,
      attentionScale: 1 / Math.sqrt(headWidth),
      mlp: { kind: 'swiglu', width: fields.size('intermediate_size') },
      biases: { qkv: false, out: false, mlp: false },
      tiedHead: fields.flag('tie_word_embeddings', false),
    },
  };
  return { shape, notes: dropoutNotes(fields, ['attention_dropout']) };
}
