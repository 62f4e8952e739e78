// Compiles the kernels that only some devices can run on Dawn's empty driver, which offers every feature and runs nothing.
// A process of its own: the driver does not live in a test's thread. Prints a line for each error.
import { create } from 'webgpu';
import { modelKernels } from '../../src/engine/kernels.ts';
import { type Kernel, shaderText, type Tuning } from '../../src/engine/wgsl.ts';
import { architectureCases } from '../../src/model/architecture_cases.ts';
import type { ModelConfig } from '../../src/model/config.ts';

const gpt2 = {
  vocabSize: 12,
  contextLength: 600,
  width: 8,
  layers: 2,
  heads: 2,
  valueHead: true,
  allowed: [null, [5, 6]],
};
const configs: readonly ModelConfig[] = [
  gpt2,
  architectureCases.Llama,
  architectureCases['adapters on every matrix of GPT-Neo'],
];
const base: Tuning = {
  lanes: 64,
  matmul: 'quads',
  subgroups: true,
  attention: 'tiled',
  decoding: 'whole',
  workgroupBytes: 32_768,
  storage: 'f32',
};
const tunings: Readonly<Record<string, Tuning>> = {
  'f32 quads': base,
  'f16 storage': { ...base, storage: 'f16' },
  'f16 products': { ...base, matmul: 'half quads', storage: 'f16' },
  'f32 matrices of 8': {
    ...base,
    matmul: 'matrices',
    matrices: { m: 8, n: 8, k: 8, component: 'f32', lanes: 32 },
  },
  'f16 matrices of 16': {
    ...base,
    matmul: 'matrices',
    storage: 'f16',
    matrices: { m: 16, n: 16, k: 16, component: 'f16', lanes: 32 },
  },
};

const gpu = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
const adapter = await gpu.requestAdapter();
const device = await adapter!.requestDevice({
  requiredFeatures: ['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix'] as GPUFeatureName[],
});
let compiled = 0;
let byMatrices = 0;
for (const [name, tuning] of Object.entries(tunings)) {
  const kernels = configs.flatMap((config): Kernel[] => {
    const { castWeights, ...groups } = modelKernels(config, tuning);
    return [castWeights, ...Object.values(groups).flatMap((group) => Object.values(group))];
  });
  for (const kernel of kernels) {
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code: shaderText(kernel, tuning) });
    const { messages } = await module.getCompilationInfo();
    await device.popErrorScope();
    for (const { type, lineNum, message } of messages)
      if (type === 'error') console.log(`${name}, ${kernel.name}, line ${lineNum}: ${message}`);
    compiled++;
    if (kernel.name.includes('matrices')) byMatrices++;
  }
}
console.log(`${compiled} kernels compiled, ${byMatrices} of them by matrices`);
process.exit(0);
