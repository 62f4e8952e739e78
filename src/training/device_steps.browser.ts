import { afterEach, describe, expect, it } from 'vitest';
import { expectNoGpuErrors, gpuOf } from '../engine/test_device.ts';
import { checkDeviceSteps } from './device_step_checks.ts';

afterEach(expectNoGpuErrors);

describe('steps on the device', () => {
  checkDeviceSteps(it, expect, gpuOf({}, { submitMs: Number.POSITIVE_INFINITY }));
});
