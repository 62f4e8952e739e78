// Where a training step's time goes on the card, kernel by kernel; in Node on Dawn.
import type { KernelTimes } from '../../src/bench/kernel_times.ts';
import { type BenchmarkSize, SHAPES, shapeName } from '../../src/bench/shapes.ts';
import { openDawn } from '../lib/node_webgpu.ts';

export async function timeKernels(
  { size, repeats }: { readonly size: BenchmarkSize; readonly repeats: number },
  say: (line: string) => void,
): Promise<readonly KernelTimes[]> {
  const { gpu } = await openDawn(say);
  const { kernelTimes } = await import('../../src/bench/kernel_times.ts');
  const results: KernelTimes[] = [];
  for (const shape of SHAPES[size]) {
    say(shapeName(shape));
    results.push(await kernelTimes(gpu, shape, repeats));
  }
  return results;
}

export function kernelTable(results: readonly KernelTimes[]): string {
  return results
    .map(({ shape, repeats, kernels }) => {
      const total = kernels.reduce((sum, { ms }) => sum + ms, 0);
      const rows = kernels.map(
        ({ kernel, workgroups, dispatches, ms }) =>
          `| ${kernel} | ${workgroups.join(' × ')} | ${dispatches} | ${ms.toFixed(3)} | ${((100 * ms) / total).toFixed(1)} % |`,
      );
      return [
        `### ${shapeName(shape)}`,
        '',
        `| Kernel, mean of ${repeats} steps | workgroups | times a step | ms a step | share |`,
        '|---|---:|---:|---:|---:|',
        ...rows,
        `| all | | ${kernels.reduce((sum, { dispatches }) => sum + dispatches, 0)} | ${total.toFixed(3)} | |`,
        '',
      ].join('\n');
    })
    .join('\n');
}
