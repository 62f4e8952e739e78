// A run that is left and taken up again ends as one that was never left: every method, on the CPU engine and in plain
// TypeScript, and what a run may have beside its method.
import { describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../scripts/lib/cpu_device.ts';
import type { RunConfig } from '../config/schema.ts';
import { METHOD_NAMES, type MethodName } from '../objectives/index.ts';
import { generatePreferences } from '../tasks/preferences.ts';
import { sentiment } from '../tasks/sentiment/sentiment.ts';
import type { Phase } from '../training/advance.ts';
import {
  type ContinuedRun,
  checkContinuedRun,
  checkCutOffRun,
  savedRun,
  shortRun,
} from './continued_run_checks.ts';
import { cpuBackend } from './cpu_backend.ts';
import { plainBackend } from './plain_backend.ts';
import type { RunCheckpoint } from './run_checkpoint.ts';

const backend = cpuBackend(await openCpuDevice(1));
const check = (config: RunConfig, more: Partial<ContinuedRun> = {}) =>
  checkContinuedRun(expect, { config, backend, seed: METHOD_NAMES.indexOf(config.method), ...more });

describe('a run that is left ten times ends to the bit as it would have', () => {
  const left = new Set<Phase>();

  it.each(METHOD_NAMES)('%s on the CPU engine', async (method) => {
    for (const phase of await check(shortRun('sentiment', method))) left.add(phase);
  });

  it.each(METHOD_NAMES)('%s in plain TypeScript', async (method) => {
    for (const phase of await check(shortRun('markov', method), { backend: plainBackend })) left.add(phase);
  });

  it('wherever it is', () => {
    expect([...left].sort()).toEqual(['evaluate', 'sample', 'score', 'update', 'weigh']);
  });
});

describe('so does one', () => {
  const runs: Record<string, [MethodName, Partial<RunConfig>]> = {
    'of averaged log-probs': ['brain', { logProbReduction: 'mean' }],
    'of an absolute goodness': ['brain', { goodness: 'absolute' }],
    'of every round so far': ['brain', { replayRounds: 0 }],
    'of the last round alone': ['brain', { replayRounds: 1 }],
    'with one Z, and a gate of KL': ['gdc', { partitionScope: 'task', gateDivergence: 'kl' }],
    'with a Z a prompt, and a gate of TV': ['gdc++', { partitionScope: 'prompt', gateDivergence: 'tv' }],
    'with one Z, and a gate of TV': ['gdc++', { partitionScope: 'task', gateDivergence: 'tv' }],
    'whose KL coefficient adapts': ['ppo', { targetKl: 6 }],
    'with tags by a threshold': ['reward-conditioning', { conditionTags: 'threshold' }],
    'on preference data': ['dpo', { pairSource: 'preferences' }],
    'whose steps are not finite': ['brain', { learningRate: 1, gamma: 0.01 }],
  };

  it.each(Object.entries(runs))('%s', async (_, [method, changes]) => {
    const config = shortRun('markov', method, changes);
    await check(config, { backend: plainBackend, leftBefore: ['score', 'weigh'] });
  });

  it('on pasted preferences', async () => {
    const pasted = generatePreferences({ task: sentiment, count: 7, noise: 0, seed: 5 });
    await check(shortRun('sentiment', 'dpo', { pairSource: 'preferences' }), { pasted });
  });
});

describe('so does one whose settings change', () => {
  const phases: readonly Phase[] = ['sample', 'score', 'weigh', 'update'];
  const changes: Record<string, [MethodName, Partial<RunConfig>]> = {
    'that say how a round is drawn': ['rso', { promptsPerRound: 2, rsoCandidates: 8, rsoBeta: 0.3 }],
    'that say how many steps there are': ['brain', { stepsPerRound: 1, rounds: 4 }],
    'that end it': ['gdc', { rounds: 2, stepsPerRound: 1 }],
    'that say how a batch is drawn': ['brain', { groupsPerBatch: 3, replayRounds: 1, evaluationInterval: 1 }],
    'that move a threshold': ['reward-conditioning', { conditionTags: 'threshold', rewardThreshold: 0.7 }],
  };

  it.each(
    Object.entries(changes).flatMap(([name, change]) =>
      phases.map((phase) => [name, phase, change] as const),
    ),
  )('%s, before %s', async (_, phase, [method, to]) => {
    const fixed = to.conditionTags ? { conditionTags: to.conditionTags } : {};
    const change = { round: 2, phase, to };
    await check(shortRun('sentiment', method, fixed), { change, leftBefore: [phase, 'weigh'] });
  });
});

describe('a checkpoint of another run is refused', () => {
  const saved = (config: RunConfig) => savedRun({ config, backend: plainBackend });
  const refusal = async (config: RunConfig, checkpoint: RunCheckpoint) =>
    savedRun({ config, backend: plainBackend }, checkpoint).then(
      () => 'taken',
      (error: Error) => error.message,
    );

  it('by its parameters, its groups and what its method carries', async () => {
    const brain = shortRun('markov', 'brain');
    const checkpoint = await saved(brain);
    expect(await refusal(brain, checkpoint)).toBe('taken');
    const policy = checkpoint.policy.subarray(1);
    expect(await refusal(brain, { ...checkpoint, policy })).toBe(
      'invalid checkpoint: 199 numbers of policy (expected 200)',
    );
    const ofThree = await saved({ ...brain, samplesPerPrompt: 3 });
    expect(await refusal(shortRun('markov', 'rso'), ofThree)).toBe(
      'invalid checkpoint: a group of 3 samples (expected an even number: pairs are made of them)',
    );
    expect(await refusal(brain, { ...checkpoint, round: 0 })).toBe(
      'invalid checkpoint: groups of round 1 (expected up to 0)',
    );
    const reinforce = shortRun('markov', 'reinforce');
    expect(await refusal(reinforce, { ...checkpoint, method: { total: 1 } })).toBe(
      'invalid checkpoint: carried count (expected total, count)',
    );
    expect(await refusal(brain, { ...checkpoint, method: { total: 1 } })).toBe(
      'invalid checkpoint: carried total (expected nothing)',
    );
  });
});

it('goes on with other settings and another method, too', async () => {
  const checkpoint = await savedRun({ config: shortRun('markov', 'brain'), backend: plainBackend });
  const config = shortRun('markov', 'reinforce', { samplesPerPrompt: 6, replayRounds: 0 });
  const { step, replay } = await savedRun({ config, backend: plainBackend }, checkpoint, 7);
  expect(step).toBe(7);
  expect(new Set(replay.map(({ completions }) => completions.length))).toEqual(new Set([4, 6]));
});

describe('a unit that is cut off is done again, the same', () => {
  const cases = (['gdc', 'kto', 'ppo'] as const).flatMap((method) =>
    (['breath hangs', 'prior hangs', 'breath throws', 'gradient throws'] as const).map(
      (how) => [method, how] as const,
    ),
  );

  it.each(cases)('%s, where the %s', async (method, how) => {
    await checkCutOffRun(expect, { config: shortRun('markov', method), backend: plainBackend }, 3, how);
  });
});
