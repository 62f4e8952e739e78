// `npm run lab -- <command> [options]`: the laboratory on the command line.
import { laboratory } from './lab/laboratory.ts';

process.exitCode = await laboratory(process.argv.slice(2), console.log, console.error);
