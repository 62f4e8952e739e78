// `npm run faults -- [names] [options]`: what becomes of a run when things break.
import { faults } from './faults/command.ts';
import { UsageError } from './lib/arguments.mjs';

try {
  process.exitCode = await faults(process.argv.slice(2), console.log);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
