// Packs checks and benchmark into one folder for a machine with nothing installed: Node, Dawn, and Chromium's Vulkan loader
// and software driver. Needed there are a shell, gzip, and the driver of its graphics card.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildCpuEngine, cpuEngineFile } from './cpu_engine.mjs';
import { bundleBenchmark, bundleChecks } from './gpu_bundle.mjs';
import { root } from './install.mjs';
import { driverManifest, SOFTWARE_DRIVER, softwareVulkan, VULKAN_LOADER } from './software_vulkan.mjs';

/** @param {string} native Dawn's file, from the folder */
const script = (native) => `#!/bin/sh
# run [--software] check_gpu|bench [options]
# --software computes on the CPU. VK_DRIVER_FILES names the driver of a graphics card where none is found.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
unpack() { [ -e "$1" ] || { gzip -dc "$1.gz" > "$1.part" && chmod +x "$1.part" && mv "$1.part" "$1"; }; }
unpack "$here/node"
unpack "$here/${native}"
if [ "\${1:-}" = --software ]; then shift; export VK_ICD_FILENAMES="$here/vulkan/driver.json"; fi
# The machine's own loader comes first.
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:-/usr/lib/x86_64-linux-gnu:/usr/lib64}:$here/vulkan"
name=\${1:?expected check_gpu or bench}
shift
exec "$here/node" "$here/$name/$name.mjs" "$@"
`;

/** @param {string} from @param {string} to */
function copied(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

/** @param {string} from @param {string} to */
function compressed(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(`${to}.gz`, gzipSync(readFileSync(from)));
}

/** Writes the folder anew. @param {string} folder @param {string} node the Node to pack */
export async function packGpu(folder, node) {
  if (process.platform !== 'linux') throw new Error(`invalid platform: ${process.platform} (expected linux)`);
  rmSync(folder, { recursive: true, force: true });
  await bundleChecks(join(folder, 'check_gpu'));
  await bundleBenchmark(join(folder, 'bench'));

  const native = `node_modules/webgpu/dist/linux-${process.arch}/dawn.node`;
  compressed(node, join(folder, 'node'));
  compressed(join(root, native), join(folder, native));
  for (const file of ['index.js', 'package.json'])
    copied(join(root, 'node_modules/webgpu', file), join(folder, 'node_modules/webgpu', file));

  // tfjs loads its WebAssembly from its package.
  const wasm = 'node_modules/@tensorflow/tfjs-backend-wasm';
  copied(join(root, wasm, 'package.json'), join(folder, wasm, 'package.json'));
  for (const file of readdirSync(join(root, wasm, 'dist')).filter((name) => name.endsWith('.wasm')))
    copied(join(root, wasm, 'dist', file), join(folder, wasm, 'dist', file));

  // The benchmark's BRAIn step trains a shipped prior, and the CPU engine competes.
  await buildCpuEngine();
  const prior = ['config.json', 'model.safetensors'].map((file) => `public/models/tldr/${file}`);
  for (const file of [...prior, relative(root, cpuEngineFile)]) copied(join(root, file), join(folder, file));

  const vulkan = await softwareVulkan();
  for (const file of [VULKAN_LOADER, SOFTWARE_DRIVER])
    copied(join(vulkan, file), join(folder, 'vulkan', file));
  writeFileSync(join(folder, 'vulkan/driver.json'), driverManifest);

  writeFileSync(join(folder, 'run'), script(native));
  chmodSync(join(folder, 'run'), 0o755);
}
