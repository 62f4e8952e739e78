// `npm start`: from a fresh clone to the running page. Installs, builds and serves; does only what is not done yet.
import { requireNode } from './lib/node_version.mjs';

requireNode();
// Loaded only now: older versions of Node cannot even link these.
const { start } = await import('./lib/start.mjs');
process.exitCode = await start(process.argv.slice(2));
