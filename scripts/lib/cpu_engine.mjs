// Compiles the CPU engine from AssemblyScript (src/cpu/assembly) to src/cpu/engine.wasm, which git ignores. The binary is
// written again only when the sources or the compiler change.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = join(root, 'src/cpu/assembly');
export const cpuEngineFile = join(root, 'src/cpu/engine.wasm');
export const cpuEngineStamp = join(root, '.cache/cpu_engine.sha256');

/** No relaxed SIMD: its results differ between machines. */
const options = ['--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd'];

function stamp() {
  const hash = createHash('sha256').update(options.join(' '));
  const { version } = createRequire(import.meta.url)('assemblyscript/package.json');
  hash.update(version);
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  return hash.digest('hex');
}

/** Compiles if needed. Throws with the compiler's messages. */
export async function buildCpuEngine() {
  // A packed folder brings it compiled.
  if (!existsSync(sources)) return;
  const wanted = stamp();
  if (
    existsSync(cpuEngineFile) &&
    existsSync(cpuEngineStamp) &&
    readFileSync(cpuEngineStamp, 'utf8') === wanted
  )
    return;
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await asc.main(
    [join(sources, 'index.ts'), ...options, '--outFile', 'engine.wasm'],
    {
      writeFile: (name, contents) => {
        if (name === 'engine.wasm') binary = /** @type {Uint8Array} */ (contents);
      },
    },
  );
  if (error || !binary)
    throw new Error(`The CPU engine does not compile: ${stderr.toString() || error?.message}`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  // Another process may compile at the same time: each writes a file of its own and puts it in place at once.
  const own = `${cpuEngineFile}.${process.pid}`;
  writeFileSync(own, binary);
  renameSync(own, cpuEngineFile);
  writeFileSync(cpuEngineStamp, wanted);
}
