// Generates `docs/kernels.md`: each file of kernels with its header, each kernel with its comment, plan and shader as
// instantiated. All text comes from the sources.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORWARD_ARRAYS, tileOf } from '../../src/engine/attention_tile.ts';
import { activation, activationBackward } from '../../src/engine/kernels/activation.ts';
import { adamw, castWeights, clipScale, gradientNorm } from '../../src/engine/kernels/adamw.ts';
import { addParts } from '../../src/engine/kernels/add_parts.ts';
import { attention } from '../../src/engine/kernels/attention.ts';
import { attentionKeyBackward, attentionQueryBackward } from '../../src/engine/kernels/attention_backward.ts';
import { attentionTiles } from '../../src/engine/kernels/attention_tiles.ts';
import {
  attentionKeyTilesBackward,
  attentionQueryTilesBackward,
} from '../../src/engine/kernels/attention_tiles_backward.ts';
import {
  mergeDecodeAttention,
  splitDecodeAttention,
} from '../../src/engine/kernels/decode_attention_split.ts';
import { compactRows, decodeAttention } from '../../src/engine/kernels/decoding.ts';
import { embedding, embeddingBackward } from '../../src/engine/kernels/embedding.ts';
import { matmul } from '../../src/engine/kernels/matmul.ts';
import { norm } from '../../src/engine/kernels/norm.ts';
import { normBackward, normParametersBackward } from '../../src/engine/kernels/norm_backward.ts';
import { pushes } from '../../src/engine/kernels/pushes.ts';
import { rotary } from '../../src/engine/kernels/rotary.ts';
import { sampleToken } from '../../src/engine/kernels/sampling.ts';
import {
  divergence,
  logSoftmax,
  tokenLogProb,
  tokenLogProbBackward,
} from '../../src/engine/kernels/token_log_prob.ts';
import {
  valueHead,
  valueHeadBackward,
  valueParametersBackward,
} from '../../src/engine/kernels/value_head.ts';
import { wholeDecoding } from '../../src/engine/kernels/whole_decoding.ts';
import { type Kernel, shaderText, type Tuning } from '../../src/engine/wgsl.ts';
import { brain } from '../../src/objectives/brain.ts';
import { declaredPushes } from '../../src/objectives/method.ts';
import { root } from './install.mjs';

const hardware: Tuning = {
  lanes: 64,
  matmul: 'tiled',
  subgroups: false,
  attention: 'tiled',
  decoding: 'dispatches',
  workgroupBytes: 32_768,
  storage: 'f32',
};
const software: Tuning = {
  lanes: 1,
  matmul: 'registers',
  subgroups: false,
  attention: 'threads',
  decoding: 'dispatches',
  workgroupBytes: 32_768,
  storage: 'f32',
};
const HEAD_WIDTH = 4;
const heads = { headWidth: HEAD_WIDTH, group: 1, windowed: false };
const smallTile = tileOf(FORWARD_ARRAYS, heads, hardware.workgroupBytes)!;
const smallModel = { vocabSize: 11, contextLength: 9, width: 8, layers: 2, heads: 2 };
const dense = { product: 'forward', bias: true, after: 'gelu only' } as const;

/** Instantiated kernels for the document, by file and exported name. */
export const documented: Readonly<Record<string, Readonly<Record<string, Kernel>>>> = {
  embedding: { embedding: embedding(true), embeddingBackward },
  norm: { norm: norm('tokens', 'layer', true, hardware) },
  norm_backward: {
    normBackward: normBackward('residual', 'layer', true, hardware),
    normParametersBackward: normParametersBackward('tokens', 'layer', true, hardware),
  },
  rotary: { rotary: rotary('tokens', HEAD_WIDTH) },
  attention: { attention: attention(heads, true) },
  attention_backward: {
    attentionQueryBackward: attentionQueryBackward(heads),
    attentionKeyBackward: attentionKeyBackward(heads),
  },
  attention_tiles: { attentionTiles: attentionTiles(heads, true, smallTile) },
  attention_tiles_backward: {
    attentionQueryTilesBackward: attentionQueryTilesBackward(heads, smallTile),
    attentionKeyTilesBackward: attentionKeyTilesBackward(heads, smallTile),
  },
  activation: {
    activation: activation('swiglu', false),
    activationBackward: activationBackward('swiglu'),
  },
  matmul: { matmul: matmul(dense, hardware) },
  matmul_loops: { registerLoop: matmul(dense, software) },
  add_parts: { addParts: addParts(true) },
  matmul_quads: { quadLoop: matmul({ ...dense, quads: true }, { ...hardware, matmul: 'quads' }) },
  matmul_matrices: {
    matrixLoop: matmul(dense, {
      ...hardware,
      matmul: 'matrices',
      matrices: { m: 16, n: 16, k: 16, component: 'f32', lanes: 32 },
    }),
  },
  token_log_prob: {
    tokenLogProb: tokenLogProb(hardware),
    tokenLogProbBackward,
    logSoftmax: logSoftmax(hardware),
    divergence: divergence(hardware),
  },
  value_head: { valueHead: valueHead(hardware), valueHeadBackward, valueParametersBackward },
  adamw: {
    gradientNorm: gradientNorm(hardware),
    clipScale: clipScale(hardware),
    adamw: adamw(hardware),
    castWeights,
  },
  pushes: {
    pushes: pushes(
      { formula: declaredPushes(brain, { proximalWeight: 0 })!.formula, tokenFigures: [] },
      hardware,
    ),
  },
  sampling: { sampleToken: sampleToken('rows', true, hardware) },
  decode_attention_split: {
    splitDecodeAttention: splitDecodeAttention(heads, 2, hardware),
    mergeDecodeAttention: mergeDecodeAttention(HEAD_WIDTH, 2),
  },
  whole_decoding: { wholeDecoding: wholeDecoding(smallModel, hardware) },
  decoding: { decodeAttention: decodeAttention(heads), compactRows: compactRows(hardware) },
};

const INTRODUCTION = `# Kernels

Every WGSL kernel of the engine, one shader each. \`npm run docs\` writes this page from \`src/engine/kernels/\`.

The code is what a graphics card gets: 64 lanes share a row, products go through tiles, storage is f32, and a head of
attention has 4 columns. Other adapters get other variants of the same text (\`src/engine/wgsl.ts\`). \`half\` is the
storage type of weights and activations. \`counts\` holds the batch's tokens (x), slots (y), embedding rows with a gradient
(z), and the first slot of the part of the head at hand (w). A slot is a scored token. The twin of a kernel is the same
computation in the reference model, which its tests compare it with.
`;

/** The numbered comments of a kernel's body. */
export const planOf = ({ body }: Kernel): string[] =>
  [...body.matchAll(/^\s*\/\/ (\d+\. .+)$/gm)].map(([, step]) => step);

/** Indents each line by its braces and puts a blank line before each step of the plan. */
function indented(code: string): string {
  let depth = 0;
  const lines: string[] = [];
  for (const line of code.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    if (/^\/\/ \d/.test(line) && !lines.at(-1)?.endsWith('{')) lines.push('');
    lines.push('  '.repeat(line.startsWith('}') ? depth - 1 : depth) + line);
    if (!line.startsWith('//')) depth += line.split('{').length - line.split('}').length;
  }
  return lines.join('\n');
}

/** A file's first comment: prose unchanged, indented formulas in a block. */
function header(source: string): string {
  const lines = source.slice(0, source.search(/^(?!\/\/)/m)).split('\n');
  const parts: string[] = [];
  let inFormula = false;
  for (const line of lines.filter((text) => text.startsWith('//')).map((text) => text.slice(3))) {
    const isFormula = line.startsWith('  ');
    if (isFormula !== inFormula) parts.push(isFormula ? '\n```text' : '```\n');
    parts.push(isFormula ? line.slice(2) : line);
    inFormula = isFormula;
  }
  if (inFormula) parts.push('```');
  return parts.join('\n');
}

/** The comment above an export. */
function comment(source: string, name: string): string {
  const end = source.search(new RegExp(`^export (function|const) ${name}\\b`, 'm'));
  const found = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n$/.exec(source.slice(0, Math.max(0, end)));
  return found
    ? found[1]
        .split('\n')
        .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())
        .join('\n')
        .trim()
    : '';
}

function section(file: string, kernels: Readonly<Record<string, Kernel>>): string {
  const path = `src/engine/kernels/${file}.ts`;
  const source = readFileSync(join(root, path), 'utf8');
  const parts = Object.entries(kernels).map(([name, kernel]) => {
    const tuning = name === 'registerLoop' ? software : hardware;
    return [
      `### ${kernel.name[0].toUpperCase()}${kernel.name.slice(1)}: \`${name}\``,
      comment(source, name),
      planOf(kernel).join('\n'),
      `\`\`\`wgsl\n${indented(shaderText(kernel, tuning))}\n\`\`\``,
    ]
      .filter(Boolean)
      .join('\n\n');
  });
  return [`## [${file}.ts](../${path})`, header(source), ...parts].join('\n\n');
}

export const kernelDocs = (): string =>
  `${[INTRODUCTION.trim(), ...Object.entries(documented).map(([file, kernels]) => section(file, kernels))].join('\n\n')}\n`;
