// What a second thread of the CPU engine gives: BRAIn's step on tldr, by devices of one and of two threads in turn, with
// nothing else open.
import { interleaved } from '../../src/bench/benchmark.ts';
import { brainBatch, brainStepper } from '../../src/bench/brain_step.ts';
import { CpuModel } from '../../src/cpu/cpu_model.ts';
import { openCpuDevice } from '../lib/cpu_device.ts';

const SHARES = { fastest: 0, 'lower quartile': 0.25, median: 0.5, 'upper quartile': 0.75 } as const;

/** Milliseconds a step. */
export interface ThreadTimes {
  readonly batch: string;
  readonly repeats: number;
  readonly one: readonly number[];
  readonly two: readonly number[];
}

export async function timeThreads(
  { repeats }: { readonly repeats: number },
  say: (line: string) => void,
): Promise<ThreadTimes> {
  const { loadModel } = await import('../lab/node_connection.ts');
  const { config, parameters } = await loadModel('tldr', 'prior');
  const open = async (threads: number) => {
    const device = await openCpuDevice(threads);
    const create = async (trainable: boolean) => new CpuModel(device, config, parameters, trainable);
    const stepper = await brainStepper('tldr', create, async () => {});
    return { device, stepper };
  };
  const devices = { one: await open(1), two: await open(2) };
  const { one, two } = await interleaved(
    { one: devices.one.stepper.steps, two: devices.two.stepper.steps },
    repeats,
    (turn) => say(`turn ${turn} of ${repeats}`),
  );
  for (const { device, stepper } of Object.values(devices)) {
    stepper.dispose();
    device.close();
  }
  const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b);
  return { batch: brainBatch('tldr'), repeats, one: sorted(one), two: sorted(two) };
}

export function threadTable({ batch, repeats, one, two }: ThreadTimes): string {
  const at = (times: readonly number[], share: number) => times[Math.floor(share * (times.length - 1))];
  const rows = Object.entries(SHARES).map(([name, share]) => {
    const [single, both] = [at(one, share), at(two, share)];
    return `| ${name} | ${single.toFixed(1)} | ${both.toFixed(1)} | ${(single / both).toFixed(2)} |`;
  });
  return `| A BRAIn step, ${batch}, ${repeats} turns | 1 thread, ms | 2 threads, ms | ratio |
|---|---:|---:|---:|
${rows.join('\n')}
`;
}
