// Packs checks and benchmark into one folder for a machine with nothing installed: Node, Dawn, and Chromium's Vulkan loader
// and software driver. Needed there are a shell, gzip, and the driver of its graphics card.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildCpuEngine, cpuEngineFile } from './cpu_engine.mjs';
import { bundleBenchmark, bundleChecks, tfjs } from './gpu_bundle.mjs';
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
if [ "\${1:-}" = --software ]; then
  shift
  unpack "$here/vulkan/${SOFTWARE_DRIVER}"
  export VK_ICD_FILENAMES="$here/vulkan/driver.json"
fi
# The machine's own loader comes first.
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:-/usr/lib/x86_64-linux-gnu:/usr/lib64}:$here/vulkan"
name=\${1:?expected check_gpu or bench}
shift
exec "$here/node" "$here/scripts/$name/$name.mjs" "$@"
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

/**
 * A package and what it needs when it runs. Of tfjs that is its build for Node and its WebAssembly.
 * @param {string} name @param {string} folder @param {Set<string>} done
 */
function copyPackage(name, folder, done) {
  if (done.has(name) || name.startsWith('@types/') || name === '@webgpu/types') return;
  done.add(name);
  const at = join('node_modules', name);
  const { main, dependencies = {} } = JSON.parse(readFileSync(join(root, at, 'package.json'), 'utf8'));
  if (tfjs.includes(name)) {
    copied(join(root, at, 'package.json'), join(folder, at, 'package.json'));
    const built = dirname(main);
    for (const file of readdirSync(join(root, at, built)))
      if (file === basename(main) || file.endsWith('.wasm'))
        copied(join(root, at, built, file), join(folder, at, built, file));
  } else cpSync(join(root, at), join(folder, at), { recursive: true });
  for (const needed of Object.keys(dependencies)) copyPackage(needed, folder, done);
}

/** Writes the folder anew. @param {string} folder @param {string} node the Node to pack */
export async function packGpu(folder, node) {
  if (process.platform !== 'linux') throw new Error(`invalid platform: ${process.platform} (expected linux)`);
  rmSync(folder, { recursive: true, force: true });
  await bundleChecks(join(folder, 'scripts/check_gpu'));
  await bundleBenchmark(join(folder, 'scripts/bench'));
  await buildCpuEngine();
  copied(cpuEngineFile, join(folder, relative(root, cpuEngineFile)));
  cpSync(join(root, 'public/models'), join(folder, 'public/models'), { recursive: true });

  const native = `node_modules/webgpu/dist/linux-${process.arch}/dawn.node`;
  compressed(node, join(folder, 'node'));
  compressed(join(root, native), join(folder, native));
  for (const file of ['index.js', 'package.json'])
    copied(join(root, 'node_modules/webgpu', file), join(folder, 'node_modules/webgpu', file));

  const done = new Set();
  for (const name of tfjs) copyPackage(name, folder, done);

  const vulkan = await softwareVulkan();
  copied(join(vulkan, VULKAN_LOADER), join(folder, 'vulkan', VULKAN_LOADER));
  compressed(join(vulkan, SOFTWARE_DRIVER), join(folder, 'vulkan', SOFTWARE_DRIVER));
  writeFileSync(join(folder, 'vulkan/driver.json'), driverManifest);

  writeFileSync(join(folder, 'run'), script(native));
  chmodSync(join(folder, 'run'), 0o755);
}
