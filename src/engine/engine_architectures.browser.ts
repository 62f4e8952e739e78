// Every architecture on a real WebGPU device, under every tuning that this adapter can run.
import { afterEach, describe, expect, it } from 'vitest';
import { checkArchitectures } from '../model/architecture_checks.ts';
import { EngineModel } from './engine_model.ts';
import { devices, expectNoGpuErrors } from './test_device.ts';

afterEach(expectNoGpuErrors);

describe.each(devices)('architectures, $name', ({ gpu }) => {
  checkArchitectures(it, expect, (...model) => EngineModel.create(gpu, ...model));
});
