// `npm run class`: from a fresh clone to a page that a whole class can open.
import { requireNode } from './lib/node_version.mjs';

requireNode();
// Load these late: older versions of Node cannot link them, and a fresh clone has no packages yet.
const { ensureDependencies } = await import('./lib/install.mjs');
try {
  ensureDependencies();
  const { register } = await import('tsx/esm/api');
  register();
  const { classCommand } = await import('./class/command.ts');
  process.exitCode = await classCommand(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
