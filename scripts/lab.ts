// `npm run lab -- <command> [options]`: the laboratory on the command line.
import { laboratory } from './lab/laboratory.ts';
import { INTERRUPTED } from './lib/interruption.ts';

process.exitCode = await laboratory(process.argv.slice(2), console.log, console.error);
// What goes on behind a run, such as its frontier, would keep the process.
if (process.exitCode === INTERRUPTED) process.exit();
