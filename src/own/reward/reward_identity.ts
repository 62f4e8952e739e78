// What tells a visitor's reward from others: a run's fingerprint holds it, and an exported run says it in sentences.
import type { SourceFile } from '../export/cluster_run.ts';
import type { JudgeReward } from './judge/judge_scorer.ts';

export type RewardKind = 'rule' | 'judge' | 'model';

export interface RewardIdentity {
  readonly kind: RewardKind;
  /** The rule's text; a judge's settings or a model's files as JSON. */
  readonly text: string;
}

export const ruleIdentity = (text: string): RewardIdentity => ({ kind: 'rule', text });

interface JudgeText {
  readonly endpoint: string;
  readonly model: string;
  readonly criteria?: string;
  readonly neighbours: number;
}

/** Without the key, and without limits: they may change while a run goes on. */
export const judgeIdentity = ({ settings, criteria, neighbours }: JudgeReward): RewardIdentity => ({
  kind: 'judge',
  text: JSON.stringify({
    endpoint: settings.endpoint,
    model: settings.model,
    ...(criteria && { criteria }),
    neighbours,
  } satisfies JudgeText),
});

export const modelIdentity = (files: readonly SourceFile[]): RewardIdentity => ({
  kind: 'model',
  text: JSON.stringify(files.map(({ name, sha256 }) => ({ name, sha256 }) satisfies SourceFile)),
});

/** What pays, in sentences; undefined of a rule, whose text says it. */
export function rewardDescription({ kind, text }: RewardIdentity): string | undefined {
  if (kind === 'rule') return undefined;
  if (kind === 'model') {
    const files: readonly SourceFile[] = JSON.parse(text);
    const names = files.map(({ name, sha256 }) => `${name} (SHA-256 ${sha256})`);
    return `A sequence classifier rates each answer with its prompt. Its files: ${names.join(', ')}.`;
  }
  const { endpoint, model, criteria, neighbours }: JudgeText = JSON.parse(text);
  const wins = `The reward is an answer's share of wins over ${2 * neighbours} others to its prompt.`;
  return `The language model ${model} at ${endpoint} compares answers in pairs. ${wins}${criteria ? ` It was told: ${criteria}` : ''}`;
}
