// Opens what computes the runs of `npm run reproduce` and of `lab sweep`.
import { cpus } from 'node:os';
import type { OptionSpec, OptionValues } from '../lib/arguments.mjs';
import { openBrowser } from './execute_in_browser.ts';
import { executeInProcesses } from './execute_in_processes.ts';
import type { Execution } from './execution.ts';
import type { PlanBackend } from './plan_text.ts';

export const executionOptions: Readonly<Record<'backend' | 'jobs', OptionSpec>> = {
  backend: {
    kind: 'choice',
    options: ['cpu', 'tfjs-wasm', 'tfjs-cpu', 'webgpu'],
    default: 'cpu',
    help: 'What computes: cpu, tfjs-wasm or tfjs-cpu in processes, webgpu in a headless browser',
  },
  jobs: { kind: 'integer', min: 1, max: 64, help: 'Runs at a time [default: the cores; 1 on webgpu]' },
};

export function executionPlan({ backend, jobs = Math.max(1, cpus().length) }: OptionValues) {
  const name = backend as PlanBackend;
  return { backend: name, jobs: name === 'webgpu' ? 1 : (jobs as number) };
}

export const openExecution = async (
  backend: PlanBackend,
  version: string,
  say: (line: string) => void,
): Promise<Execution> =>
  backend === 'webgpu' ? openBrowser(version, say) : executeInProcesses(backend, version);
