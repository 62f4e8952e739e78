// `npm run bench -- [options]`: compares the engine with its alternatives in one run.
import { bench } from './bench/bench.ts';

process.exitCode = await bench(process.argv.slice(2), console.log, console.error);
