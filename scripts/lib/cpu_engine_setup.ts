// Before any test: the CPU engine is compiled.
export { buildCpuEngine as setup } from './cpu_engine.mjs';
