// `npm test`: types, lint, unit, build, browser and end-to-end tests. A failed stage does not stop the others.
import { requireNode } from './lib/node_version.mjs';

requireNode();
const { test } = await import('./lib/stages.mjs');
process.exitCode = await test(process.argv.slice(2));
