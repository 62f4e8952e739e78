// Lines 6-9 of Algorithm 1: where a round's samples come from. Every source ends in the same drafts, so scoring,
// weighing and training do not know the difference.
import type { RunConfig } from '../config/schema.ts';
import type { Completion, GenerateOptions, LanguageModel } from '../model/language_model.ts';
import { reduceLogProbs } from '../model/rows.ts';
import { type Breathe, generateInSlices } from '../model/slices.ts';
import type { Draft } from '../objectives/group.ts';
import type { SampleSource } from '../objectives/method.ts';
import { Stream } from '../random/stream.ts';
import type { Reward } from '../reward/reward.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';
import { shuffledRejection } from './rejection.ts';

export interface DrawnRound {
  readonly drafts: readonly Draft[];
  /** Sampled to get them. */
  readonly tokens: number;
  readonly rows: number;
}

export interface RoundOptions {
  readonly task: RunTask;
  readonly config: RunConfig;
  readonly round: number;
  readonly promptStream: Stream;
  readonly preferences: readonly Preference[];
  readonly reward: Reward;
  /** Prior or proposal. */
  readonly source: LanguageModel;
  /** What the source is asked with. */
  readonly promptTokens: (prompt: Prompt) => readonly number[];
  readonly breathe: Breathe;
}

/** A prompt's samples from one model, `count` each, prompt-major. */
function sample(
  { task, config, round, source, promptTokens, breathe }: RoundOptions,
  prompts: readonly Prompt[],
  count: number,
): Promise<Completion[]> {
  const request: GenerateOptions = {
    prompts: prompts.map(promptTokens),
    samplesPerPrompt: count,
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: config.seed,
    round,
    promptKeys: prompts.map((_, p) => p),
  };
  return generateInSlices(source, request, breathe);
}

function choosePrompts({ task, config, promptStream }: RoundOptions): Prompt[] {
  const { promptsPerRound } = config;
  const pool = task.prompts('train');
  return pool.length >= promptsPerRound
    ? promptStream.choose(pool, promptsPerRound)
    : Array.from({ length: promptsPerRound }, () => promptStream.pick(pool));
}

const countTokens = (completions: readonly Completion[]) =>
  completions.reduce((sum, { tokens }) => sum + tokens.length, 0);

async function fromModel(options: RoundOptions): Promise<DrawnRound> {
  const { config, round } = options;
  const { samplesPerPrompt: n, logProbReduction } = config;
  const prompts = choosePrompts(options);
  const completions = await sample(options, prompts, n);
  const drafts = prompts.map((prompt, p): Draft => {
    const group = completions.slice(p * n, (p + 1) * n);
    const logProposal = group.map(({ logProbs }) => reduceLogProbs(logProbs, logProbReduction));
    return { round, prompt, completions: group, logProposal };
  });
  return { drafts, tokens: countTokens(completions), rows: completions.length };
}

/** RSO: many candidates of the prior, of which rejection keeps n. */
async function byRejection(options: RoundOptions): Promise<DrawnRound> {
  const { config, round } = options;
  const { samplesPerPrompt: n, rsoCandidates, rsoBeta, logProbReduction, seed } = config;
  const prompts = choosePrompts(options);
  const completions = await sample(options, prompts, rsoCandidates);
  const chance = Stream.fromSeed(seed).split('rejection', round);
  const order = Stream.fromSeed(seed).split('rejection-order', round);
  const rewards = await options.reward.of(
    completions.map(({ tokens }, c) => ({
      prompt: prompts[Math.floor(c / rsoCandidates)],
      completion: tokens,
    })),
    options.breathe,
  );
  const drafts = prompts.map((prompt, p): Draft => {
    const candidates = completions.slice(p * rsoCandidates, (p + 1) * rsoCandidates);
    const reward = rewards.slice(p * rsoCandidates, (p + 1) * rsoCandidates);
    const streams = { chance, order };
    const { accepted, acceptanceRate, filled } = shuffledRejection(reward, n, rsoBeta, streams);
    const kept = accepted.map((i) => candidates[i]);
    return {
      round,
      prompt,
      completions: kept,
      logProposal: kept.map(({ logProbs }) => reduceLogProbs(logProbs, logProbReduction)),
      diagnostics: { acceptanceRate, rejectionFallback: filled / n },
    };
  });
  return { drafts, tokens: countTokens(completions), rows: completions.length };
}

/** Preference data: a group is one labelled pair, and there are as many responses a round as from a model. */
async function fromPreferences({
  config,
  round,
  promptStream,
  preferences,
}: RoundOptions): Promise<DrawnRound> {
  const count = (config.promptsPerRound * config.samplesPerPrompt) / 2;
  const chosen =
    preferences.length >= count
      ? promptStream.choose(preferences, count)
      : Array.from({ length: count }, () => promptStream.pick(preferences));
  const completion = (tokens: readonly number[]): Completion => ({
    tokens: Int32Array.from(tokens),
    logProbs: new Float32Array(0),
  });
  const drafts = chosen.map(
    (preference): Draft => ({
      round,
      prompt: preference.prompt,
      completions: [completion(preference.chosen), completion(preference.rejected)],
      pairs: [{ winner: 0, loser: 1 }],
    }),
  );
  return { drafts, tokens: 0, rows: 2 * count };
}

export function drawRound(source: SampleSource, options: RoundOptions): Promise<DrawnRound> {
  if (source === 'preferences') return fromPreferences(options);
  return source === 'rejection' ? byRejection(options) : fromModel(options);
}
