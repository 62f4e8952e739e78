import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modelKernels } from '../../src/engine/kernels.ts';
import type { Kernel, Tuning } from '../../src/engine/wgsl.ts';
import { architectureCases } from '../../src/model/architecture_cases.ts';
import { root } from './install.mjs';
import { documented, kernelDocs, planOf } from './kernel_docs.ts';

const folder = join(root, 'src/engine/kernels');

test('docs/kernels.md is up to date (npm run docs)', () => {
  expect(readFileSync(join(root, 'docs/kernels.md'), 'utf8')).toBe(kernelDocs());
});

test('every file of kernels and every kernel it exports is in the docs', () => {
  for (const file of readdirSync(folder)) {
    const source = readFileSync(join(folder, file), 'utf8');
    const exported = source.matchAll(/^export (?:function (\w+)\([^)]*\)|const (\w+)): Kernel\b/gm);
    const documentedNames = Object.keys(documented[file.replace('.ts', '')] ?? {});
    for (const [, made, constant] of exported) expect(documentedNames, file).toContain(made ?? constant);
    expect(documentedNames.length, file).toBeGreaterThan(0);
  }
});

test('every file of kernels starts with its formula and its twin', () => {
  const sections = kernelDocs().split(/^## /m).slice(1);
  expect(sections).toHaveLength(readdirSync(folder).length);
  for (const section of sections)
    expect(section.split('### ')[0]).toMatch(/```text\n[^`]*=[^`]*```[\s\S]*Twins?: /);
});

const barrierFree: Tuning = {
  lanes: 1,
  matmul: 'registers',
  subgroups: false,
  attention: 'threads',
  decoding: 'dispatches',
  workgroupBytes: 16_384,
  storage: 'f32',
};
const tunings: Readonly<Record<string, Tuning>> = {
  'barrier-free': barrierFree,
  tiled: { ...barrierFree, lanes: 64, matmul: 'tiled' },
  'subgroups, f16': {
    lanes: 64,
    matmul: 'tiled',
    subgroups: true,
    attention: 'tiled',
    decoding: 'dispatches',
    workgroupBytes: 16_384,
    storage: 'f16',
  },
  'whole decoding': { ...barrierFree, lanes: 64, matmul: 'quads', decoding: 'whole' },
};

test.each(Object.entries(tunings))('every kernel of a model has a plan, numbered from 1: %s', (_, tuning) => {
  const size = { vocabSize: 11, contextLength: 9, width: 8, layers: 2, heads: 2, valueHead: true };
  const configs = [size, { ...size, allowed: [null, [5, 6]] }, ...Object.values(architectureCases)];
  const nested = configs.map((config) => modelKernels(config, tuning));
  const isKernel = (value: object): value is Kernel => 'body' in value;
  const kernels = nested.flatMap((groups) =>
    Object.values(groups).flatMap((group) =>
      isKernel(group) ? [group] : (Object.values(group) as Kernel[]),
    ),
  );
  expect(kernels.length).toBeGreaterThan(40);
  for (const kernel of kernels) {
    const numbers = planOf(kernel).map((step) => Number.parseInt(step, 10));
    expect(numbers.length, kernel.name).toBeGreaterThan(0);
    expect(numbers, kernel.name).toEqual(numbers.map((_, i) => i + 1));
  }
});
