// `npm run bench -- [options]`: the engine beside what one would use instead, in one run.
import { bench } from './bench/bench.ts';

process.exitCode = await bench(process.argv.slice(2), console.log, console.error);
