// The WGSL engine beside the Python libraries: what they saved, imported, must give their logits and gradients.
import { afterEach, expect, it } from 'vitest';
import { checkFixtures } from '../formats/hugging_face/fixture_checks.ts';
import { EngineModel } from './engine_model.ts';
import { expectNoGpuErrors, gpuOf } from './test_device.ts';

afterEach(expectNoGpuErrors);

/** Inlined, so that they are in the bundle that runs where there is no repository. */
const files = import.meta.glob<string>('../model/fixtures/*/*', { query: '?url&inline', import: 'default' });

async function read(path: string): Promise<Uint8Array> {
  const address = await files[`../model/fixtures/${path}`]();
  return new Uint8Array(await (await fetch(address)).arrayBuffer());
}

checkFixtures(
  it,
  expect,
  (config, parameters, trainable) => EngineModel.create(gpuOf(), config, parameters, trainable),
  read,
);
