// The WGSL engine beside the Python libraries: what they saved, imported, must give their logits and gradients.
import { afterEach, expect, it } from 'vitest';
import { checkFixtures } from '../formats/hugging_face/fixture_checks.ts';
import { EngineModel } from './engine_model.ts';
import { expectNoGpuErrors, gpuOf } from './test_device.ts';
import { readFixture } from './test_fixtures.ts';

afterEach(expectNoGpuErrors);

checkFixtures(
  it,
  expect,
  (config, parameters, trainable) => EngineModel.create(gpuOf(), config, parameters, trainable),
  readFixture,
);
