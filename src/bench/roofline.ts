// The most that a device reaches, by kernels made for nothing else: multiply-adds a second in registers, bytes a second in
// a copy. What ours reach is a share of these.
import type { Gpu } from '../engine/gpu.ts';
import { foldedGroups } from '../engine/gpu.ts';
import { Arena, type BoundOperation } from '../engine/operation.ts';
import { millisecondsOf } from '../engine/stopwatch.ts';
import { ITEMS, itemIndex, type Kernel } from '../engine/wgsl.ts';

export interface Roofline {
  /** Read and written, 1e9 bytes a second. */
  readonly copyGBs: number;
  /** 1e9 floating-point operations a second; a multiply-add counts as two. */
  readonly fmaGFlops: number;
}

const copy: Kernel = {
  name: 'copy in quads',
  bindings: { x: 'read f32x4', y: 'write f32x4' },
  sizes: ['size'],
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  if (index < sizes.size) { y[index] = x[index]; }`,
};

/** Independent chains of a thread: enough to hide the latency of a multiply-add. */
const CHAINS = Array.from({ length: 8 }, (_, c) => `x${c}`);
const UNROLLED = 16;
const CHAIN_FLOPS = 2 * 4 * CHAINS.length * UNROLLED;

/** Compilers differ in which form of a multiply-add they take for one instruction. */
const FORMS = {
  function: (x: string) => `${x} = fma(${x}, a, b);`,
  operators: (x: string) => `${x} = ${x} * a + b;`,
} as const;

/** Every thread runs its chains in registers; the factors come from a uniform, so nothing can be folded. */
const chain = (form: keyof typeof FORMS): Kernel => ({
  name: `multiply-adds by ${form}`,
  bindings: { y: 'write f32' },
  sizes: ['rounds'],
  scalars: ['a', 'b'],
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  let a = vec4f(sizes.a);
  let b = vec4f(sizes.b);
${CHAINS.map((x, c) => `  var ${x} = vec4f(f32(index + ${c}u));`).join('\n')}
  for (var round = 0u; round < sizes.rounds; round++) {
${Array.from({ length: UNROLLED }, () => `    ${CHAINS.map(FORMS[form]).join(' ')}`).join('\n')}
  }
  y[index] = dot(${CHAINS.join(' + ')}, vec4f(1.0));`,
});

const AT_LEAST_MS = 100;
const NO_COUNTS = { tokens: 0, slots: 0, owners: 0 };

/** @param software the device computes on the CPU, where a large problem would take minutes. */
export async function measureRoofline(gpu: Gpu, software: boolean): Promise<Roofline> {
  const quads = software ? 2 ** 19 : 2 ** 24; // 8 MB or 256 MB each way: more than a cache
  const threads = software ? 2 ** 12 : 2 ** 18;
  const rounds = software ? 16 : 64;
  const chains = [chain('function'), chain('operators')];
  await gpu.compile([copy, ...chains]);
  const arena = new Arena(gpu);
  const seconds = async (operation: BoundOperation) =>
    (await millisecondsOf(gpu, operation, NO_COUNTS, AT_LEAST_MS)) / 1000;
  try {
    const copied = arena.bind(copy, {
      buffers: { x: arena.numbers('from', 4 * quads), y: arena.numbers('to', 4 * quads) },
      values: { size: quads },
      groups: () => foldedGroups(quads, ITEMS),
    });
    const copyGBs = (2 * 16 * quads) / (await seconds(copied)) / 1e9;
    const y = arena.numbers('ends of chains', threads);
    let fmaGFlops = 0;
    for (const kernel of chains) {
      const chained = arena.bind(kernel, {
        buffers: { y },
        values: { rounds, a: 0.999, b: 0.001 },
        groups: () => foldedGroups(threads, ITEMS),
      });
      fmaGFlops = Math.max(fmaGFlops, (threads * rounds * CHAIN_FLOPS) / (await seconds(chained)) / 1e9);
    }
    return { copyGBs, fmaGFlops };
  } finally {
    arena.dispose();
  }
}
