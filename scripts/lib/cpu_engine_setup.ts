// Before any test: the CPU engine is compiled.
import { buildCpuEngine } from './cpu_engine.mjs';

export const setup = (): Promise<void> => buildCpuEngine();
