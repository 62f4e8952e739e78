// `npm run reproduce -- [experiments] [options]`.
import { UsageError } from './lib/arguments.mjs';
import { reproduce } from './reproduce/reproduce.ts';

try {
  process.exitCode = await reproduce(process.argv.slice(2), console.log);
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
