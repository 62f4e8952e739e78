// One training run of an experiment: the request, and the outcome that is kept. Experiments share runs, so the key of a
// request depends on its settings and not on the experiment.
import { isReadWith, type RunConfig, type SettingKey, settings as settingsByName } from '../config/schema.ts';
import type { FrontierPoint } from '../metrics/frontier.ts';
import type { KlEstimates } from '../metrics/kl.ts';
import type { TaskName } from '../tasks/task.ts';
import type { PolicyEvaluation } from '../training/evaluation.ts';

export interface RunRequest {
  /** Equal keys mean the same run. */
  readonly key: string;
  readonly config: RunConfig;
  /** Test answers of the best checkpoint: first one to each prompt, then the next to each. */
  readonly testAnswers: number;
  /** Asks for the best reachable frontier too, which is not part of the key. */
  readonly frontier: boolean;
}

/** The policy on validation prompts at one step of a run, a point on the frontier; step 0 is the prior. */
export interface Evaluation extends PolicyEvaluation {
  readonly step: number;
  readonly round: number;
  /** Training time so far, evaluation not counted. */
  readonly seconds: number;
  /** Samples drawn for training so far. */
  readonly samplesDrawn: number;
}

/** Exact figures, by enumeration or dynamic programming, at the checkpoint of the same step. */
export interface ExactPoint {
  readonly step: number;
  readonly kl: number;
  readonly reward: number;
  /** KL of the target to the policy; with averaged log-probs the target is not the posterior. */
  readonly klPosteriorPolicy: number;
  /** The most reward at this KL, by enumeration; absent where outcomes cannot be enumerated. */
  readonly bestReward?: number;
}

/** KL(proposal, prior) of a round: exact, and estimated from its samples. */
export interface KlRound {
  readonly round: number;
  readonly samples: number;
  readonly exact: number;
  readonly estimates: KlEstimates;
}

interface TestAnswer {
  readonly promptId: number;
  /** Token ids, EOS included if it was reached. */
  readonly tokens: readonly number[];
  /** Training reward of the answer, and of the prompt's gold response. */
  readonly reward: number;
  readonly goldResponseReward: number;
}

/**
 * Nats per response beyond which a policy has run off: no checkpoint there is chosen for the test. Responses of text have
 * about as much entropy. On Markov the exact target of averaged log-probs lies farther, so there is no such limit.
 */
export const RUN_OFF_KL = 10;
export const mayBeChosen = (task: TaskName, { kl }: Pick<Evaluation, 'kl'>): boolean =>
  task === 'markov' || kl.mean <= RUN_OFF_KL;

export interface RunOutcome {
  readonly key: string;
  readonly config: RunConfig;
  readonly checkpoints: readonly Evaluation[];
  /** The checkpoint with the best validation win-rate; the test answers come from it. */
  readonly chosenStep: number;
  readonly test: readonly TestAnswer[];
  /** The best reachable frontier, if asked for: by enumeration, or else from reweighted prior samples. */
  readonly frontier: readonly FrontierPoint[];
  /** Empty where outcomes cannot be enumerated. */
  readonly exact: readonly ExactPoint[];
  readonly klRounds: readonly KlRound[];
  readonly provenance: {
    readonly backend: string;
    /** ISO 8601. */
    readonly date: string;
    /** Wall clock, evaluations included. */
    readonly seconds: number;
    readonly version: string;
  };
}

/** FNV-1a of a text, twice with different offsets: 64 bits as hexadecimal. */
export function digest(text: string): string {
  const half = (offset: number) => {
    let hash = offset;
    for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x050c5d1f);
}

/** To be raised when the same settings come to mean another run. */
const REVISION = 4;

/** Settings that came when runs were kept already. At their defaults they are not in the key, which stays what it was. */
const LATER: Readonly<Partial<Record<SettingKey, true>>> = {
  own: true,
  loraRank: true,
  loraAlpha: true,
  loraTargets: true,
  rule: true,
  ruleLambda: true,
  ruleSamples: true,
};

const isInKey = (name: SettingKey, config: RunConfig): boolean =>
  isReadWith(name, config.reward) && !(LATER[name] && config[name] === settingsByName[name].default);

export function runRequest(config: RunConfig, testAnswers: number, frontier = false): RunRequest {
  // What another reward reads is not in the key: it would be another one for the same run.
  const settings = Object.entries(config)
    .filter(([name]) => isInKey(name as SettingKey, config))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = digest(JSON.stringify([REVISION, testAnswers, settings]));
  return { key: `${config.task}-${config.method}-${config.seed}-${hash}`, config, testAnswers, frontier };
}
