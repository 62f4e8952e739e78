import { afterEach, describe, expect, it } from 'vitest';
import { devices, expectNoGpuErrors } from '../engine/test_device.ts';
import { checkDeviceRules } from './device_rule_checks.ts';

afterEach(expectNoGpuErrors);

describe.each(devices)('rules on the device, $name', ({ gpu }) => {
  checkDeviceRules(it, expect, gpu);
});
