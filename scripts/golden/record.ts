// Records one short run of a method as digests of exact bits: log-probs and coefficients at the model, rewards in the
// replay, parameters at the end. The recorder is independent of how the loop is written.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { presetFor } from '../../src/config/presets.ts';
import type { RunConfig } from '../../src/config/schema.ts';
import { readPrior } from '../../src/formats/prior.ts';
import type { LanguageModel } from '../../src/model/language_model.ts';
import type { MethodName } from '../../src/objectives/index.ts';
import type { ActiveBackend } from '../../src/session/backend.ts';
import { Run } from '../../src/session/run.ts';
import { tasks } from '../../src/tasks/index.ts';
import { nodeBackends } from '../lib/node_backends.ts';

interface Trajectory {
  /** A line a step: digests of log-probs and coefficients, loss, gradient norm. */
  readonly steps: readonly string[];
  /** A line a round: digest of the rewards and their mean. */
  readonly rounds: readonly string[];
  /** A line an evaluation: KL (nats), reward and win-rate. */
  readonly evaluations: readonly string[];
  /** Digest of the policy's parameters at the end. */
  readonly parameters: string;
}

const digest = (values: Float32Array | Float64Array): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')
    .slice(0, 12);

/** Options with two forms use `sum` on one task and `mean` on the other, so that both are covered. */
const variants = {
  strings: {
    rounds: 3,
    promptsPerRound: 2,
    samplesPerPrompt: 8,
    stepsPerRound: 10,
    groupsPerBatch: 2,
    replayRounds: 2,
    rsoCandidates: 16,
    evaluationInterval: 15,
    evaluationPrompts: 1,
    evaluationSamples: 32,
  },
  tldr: {
    rounds: 2,
    promptsPerRound: 3,
    samplesPerPrompt: 4,
    stepsPerRound: 5,
    groupsPerBatch: 2,
    replayRounds: 0,
    logProbReduction: 'mean',
    proximalWeight: 0,
    baselineRatio: 'token',
    gateDivergence: 'tv',
    partitionScope: 'task',
    pairSource: 'preferences',
    preferenceCount: 16,
    labelSmoothing: 0.1,
    rsoCandidates: 8,
    rsoLoss: 'hinge-norm',
    rsoPairing: 'tournament',
    ktoLabels: 'threshold',
    conditionTags: 'threshold',
    rewardThreshold: 0.3,
    targetKl: 1,
    evaluationInterval: 10,
    evaluationPrompts: 2,
    evaluationSamples: 2,
  },
} as const satisfies Record<string, Partial<RunConfig>>;

type GoldenTask = keyof typeof variants;

/** Wraps the policy and records its inputs and outputs. */
function recorded(policy: LanguageModel, note: (coefficients: Float32Array, logProbs: Float32Array) => void) {
  let latest = new Float32Array(0);
  return new Proxy(policy, {
    get(target, key) {
      const member = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      if (key === 'logProbs')
        return async (...args: Parameters<LanguageModel['logProbs']>) => {
          latest = Float32Array.from(await target.logProbs(...args));
          return latest.slice();
        };
      if (key === 'backward')
        return (...args: Parameters<LanguageModel['backward']>) => {
          note(args[0], latest);
          return target.backward(...args);
        };
      return member.bind(target);
    },
  });
}

async function recordTrajectory(task: GoldenTask, method: MethodName): Promise<Trajectory> {
  const config: RunConfig = { ...presetFor(task, method), ...variants[task], seed: 7 };
  const steps: string[] = [];
  const rounds: string[] = [];
  const evaluations: string[] = [];
  let seen = '';
  const cpu = await nodeBackends.activate('cpu');
  const backend: ActiveBackend = {
    ...cpu,
    async createModel(shape, parameters, trainable, progress) {
      const model = await cpu.createModel(shape, parameters, trainable, progress);
      if (!trainable) return model;
      return recorded(model, (coefficients, logProbs) => {
        seen = `${digest(logProbs)} ${digest(coefficients)}`;
      });
    },
  };
  const run = await Run.open({
    id: 1,
    task: tasks[task],
    config,
    backend,
    loadModel: async () =>
      readPrior(
        await readFile(`public/models/${task}/config.json`, 'utf8'),
        await readFile(`public/models/${task}/model.safetensors`),
      ),
  });
  for (;;) {
    const { advance } = await run.advance();
    if (advance.kind === 'finished') break;
    if (advance.kind === 'weighed') {
      const rewards = Float64Array.from(advance.groups.flatMap(({ reward }) => [...reward]));
      const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
      rounds.push(`${digest(rewards)} ${mean}`);
    } else if (advance.kind === 'stepped') {
      const { loss, report } = advance.result;
      steps.push(`${seen} ${loss} ${report.gradientNorm}`.trim());
    } else if (advance.kind === 'evaluated') {
      const { kl, reward, winRate } = advance.evaluation;
      evaluations.push(`${kl.mean} ${reward.mean} ${winRate.rate}`);
    }
  }
  const { values } = await run.models.policy.snapshot();
  run.dispose();
  return { steps, rounds, evaluations, parameters: digest(values) };
}

/** Contents of a method's fixture. */
export const recordTrajectories = async (method: MethodName) => ({
  strings: await recordTrajectory('strings', method),
  tldr: await recordTrajectory('tldr', method),
});
