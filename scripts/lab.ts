// `npm run lab -- <command> [options]`: the laboratory without the page.
import { laboratory } from './lab/laboratory.ts';

process.exitCode = await laboratory(process.argv.slice(2), console.log, console.error);
