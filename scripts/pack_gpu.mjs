// `npm run pack:gpu -- [options]`: packs checks and benchmark for a machine with a graphics card and nothing installed.
import { resolve } from 'node:path';
import { describeOptions, parseOptions, UsageError } from './lib/arguments.mjs';
import { ensureDependencies, root } from './lib/install.mjs';

/** @type {Record<string, import('./lib/arguments.mjs').OptionSpec>} */
const options = {
  help: { kind: 'flag', help: 'Show this text' },
  out: { kind: 'text', help: 'Folder to write anew [default .gpu]' },
  node: { kind: 'text', help: 'Another Node to pack; jax-js in the benchmark needs Node 22' },
};

try {
  const values = parseOptions(process.argv.slice(2), options);
  if (values.help) console.log(`Usage: npm run pack:gpu -- [options]\n\n${describeOptions(options)}`);
  else {
    ensureDependencies();
    const folder = resolve(root, String(values.out ?? '.gpu'));
    const { packGpu } = await import('./lib/pack_gpu.mjs');
    await packGpu(folder, String(values.node ?? process.execPath));
    console.log(`Packed. There: ${folder}/run check_gpu, or ${folder}/run bench --node`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
