// Chooses what computes where nobody named it: WebGPU on hardware, unless it measures less than half the CPU engine's
// speed; without hardware the CPU. The sentence with the reason is part of the choice.
import { reasonOf } from '../errors/reason.ts';
import type { ActiveBackend, Workload } from './backend.ts';
import type { BackendInfo } from './protocol.ts';
import { unitsPerSecond } from './speed.ts';

type Activate = () => Promise<ActiveBackend>;

export interface Candidates {
  /** Throws where no adapter is hardware. */
  readonly gpu: Activate;
  /** The best first. */
  readonly cpus: readonly Activate[];
}

/** Share of the CPU's speed below which the GPU is not worth its place. */
const LEAST_SHARE = 0.5;

const chosen = (backend: ActiveBackend, why: Pick<BackendInfo, 'reason' | 'alternative'>): ActiveBackend => ({
  ...backend,
  info: { ...backend.info, ...why },
});

const times = (ratio: number) => `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} times`;

/** Units a second, or what went wrong, such as a device that is lost meanwhile. */
async function speedOf(backend: ActiveBackend, workload: Workload): Promise<number | { problem: string }> {
  try {
    const failure = backend.failed.then(({ message }) => Promise.reject(new Error(message)));
    return await Promise.race([unitsPerSecond(backend, workload), failure]);
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

async function firstOf(cpus: readonly Activate[], reasons: readonly string[]): Promise<ActiveBackend> {
  const all = [...reasons];
  for (const activate of cpus) {
    try {
      const backend = await activate();
      return chosen(backend, { reason: `Computing on the CPU because ${all.join(', and ')}.` });
    } catch (error) {
      all.push(reasonOf(error));
    }
  }
  throw new Error(
    `Nothing here can compute: ${all.join('; ')}. Use a current Chrome, Edge, Firefox or Safari.`,
  );
}

async function faster(gpu: ActiveBackend, cpu: ActiveBackend, workload: Workload): Promise<ActiveBackend> {
  const ofGpu = await speedOf(gpu, workload);
  if (typeof ofGpu !== 'number') {
    gpu.release();
    return chosen(cpu, { reason: `Computing on the CPU because ${ofGpu.problem}.` });
  }
  const ofCpu = await speedOf(cpu, workload);
  if (typeof ofCpu !== 'number' || ofGpu >= LEAST_SHARE * ofCpu) {
    cpu.release();
    if (typeof ofCpu !== 'number') return gpu;
    return chosen(gpu, { reason: `It measures ${times(ofGpu / ofCpu)} the CPU’s speed.` });
  }
  gpu.release();
  const reason = `Computing on the CPU: it measures ${times(ofCpu / ofGpu)} the GPU’s speed.`;
  return chosen(cpu, { reason, alternative: gpu.info.name });
}

/** @param workload absent: nothing is measured, and hardware is taken. */
export async function bestBackend(
  { gpu: activateGpu, cpus }: Candidates,
  workload?: () => Promise<Workload>,
): Promise<ActiveBackend> {
  let gpu: ActiveBackend;
  try {
    gpu = await activateGpu();
  } catch (error) {
    return firstOf(cpus, [reasonOf(error)]);
  }
  if (!workload) return gpu;
  let work: Workload;
  try {
    work = await workload();
  } catch (error) {
    gpu.release();
    throw error; // a model that cannot be loaded is no fault of the GPU
  }
  const cpu = await cpus[0]().catch(() => undefined);
  return cpu ? faster(gpu, cpu, work) : gpu;
}
