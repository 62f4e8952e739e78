// A run that is left and taken up again ends as one that was never left: every method, on the CPU engine and in plain
// TypeScript, and what a run may have beside its method.
import { describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../scripts/lib/cpu_device.ts';
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { METHOD_NAMES, type MethodName } from '../objectives/index.ts';
import { type ContinuedRun, checkContinuedRun } from './continued_run_checks.ts';
import { cpuBackend } from './cpu_backend.ts';
import { plainBackend } from './plain_backend.ts';

const backend = cpuBackend(await openCpuDevice(1));

const short = (method: MethodName, changes: Partial<RunConfig> = {}): RunConfig => ({
  ...presetFor('tldr', method),
  reward: 'gold',
  rounds: 3,
  promptsPerRound: 3,
  samplesPerPrompt: 4,
  stepsPerRound: 3,
  groupsPerBatch: 2,
  evaluationInterval: 2,
  evaluationPrompts: 2,
  evaluationSamples: 2,
  rsoCandidates: 6,
  preferenceCount: 16,
  ...changes,
});

const check = (config: RunConfig, more: Partial<ContinuedRun> = {}) =>
  checkContinuedRun(expect, { config, backend, ...more });

describe('a run that is left ten times ends to the bit as it would have', () => {
  it.each(METHOD_NAMES)('%s on the CPU engine', async (method) => {
    await check(short(method));
  });

  it.each(METHOD_NAMES)('%s in plain TypeScript', async (method) => {
    await check({ ...short(method), ...{ task: 'markov' } }, { backend: plainBackend });
  });
});
