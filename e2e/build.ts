// Runs once before the end-to-end tests: they test the built app, and never an old build.
import { ensureBuild } from '../scripts/lib/install.mjs';

const build = async (): Promise<void> => ensureBuild();
export default build;
