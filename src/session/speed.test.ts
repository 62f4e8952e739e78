import { expect, it } from 'vitest';
import { loadModel } from '../../scripts/lab/node_connection.ts';
import { nodeBackends } from '../../scripts/lib/node_backends.ts';
import { defaults } from '../config/presets.ts';
import { unitsPerSecond, workloadOf } from './speed.ts';

it.each(['strings', 'tldr'] as const)(
  'times units of %s for a tenth of a second, and leaves nothing',
  async (task) => {
    const backend = await nodeBackends.activate('cpu');
    const workload = await workloadOf(defaults[task], loadModel, () => {});
    const before = [...workload.parameters.values];
    let units = 0;
    let nowMs = 0;
    const counted: typeof workload.unit = async (model) => {
      units++;
      nowMs += 40;
      await workload.unit(model);
    };
    const speed = await unitsPerSecond(backend, { ...workload, unit: counted }, () => nowMs);
    expect(units).toBe(4); // one to warm up, then 120 ms
    expect(speed).toBeCloseTo(25, 6);
    expect([...workload.parameters.values]).toEqual(before);
    await expect.poll(() => backend.memory().deviceBytes).toBe(0);
    backend.release();
  },
);
