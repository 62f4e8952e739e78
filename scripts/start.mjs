// `npm start`: from a fresh clone to the running page. Installs, builds and serves; skips finished steps.
import { requireNode } from './lib/node_version.mjs';

requireNode();
// Load these late: older versions of Node cannot link them.
const { start } = await import('./lib/start.mjs');
process.exitCode = await start(process.argv.slice(2));
