// `npm run check:gpu -- [options]`: bundles the engine's checks and runs them in Node on this machine's adapter.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundleChecks } from './lib/gpu_bundle.mjs';
import { ensureDependencies, root } from './lib/install.mjs';

ensureDependencies();
const folder = join(root, '.cache/check_gpu');
await bundleChecks(folder);
spawn(process.execPath, [join(folder, 'check_gpu.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' }).on(
  'close',
  (code) => {
    process.exitCode = code ?? 1;
  },
);
