// Outcomes that come back from storage are not trusted: an older version, another program or a broken disk may have
// written them. A bad one would take the page's tables with it.
import * as v from 'valibot';
import { defaults, presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import { validateConfig } from '../config/validate.ts';
import { METHOD_NAMES } from '../objectives/index.ts';
import { quoted } from '../settings/parse.ts';
import { taskOf } from '../tasks/index.ts';
import type { TaskName } from '../tasks/task.ts';
import type { RunOutcome } from './run_outcome.ts';

/** Some figures are not finite where nothing was compared. */
const number = v.custom<number>((input) => typeof input === 'number', 'a number');
const count = v.pipe(v.number('a whole number'), v.safeInteger('a whole number'), v.minValue(0, '0 or more'));
const estimate = v.looseObject({ mean: number, standardError: number }, 'mean and standardError');
const winRate = v.looseObject(
  { wins: count, ties: count, total: count, rate: number, low: number, high: number },
  'a win-rate',
);
const klEstimate = v.looseObject({ mean: number, standardError: number, deviation: number }, 'an estimate');

const evaluation = v.looseObject(
  {
    step: count,
    round: count,
    seconds: number,
    samplesDrawn: count,
    reward: estimate,
    goldReward: estimate,
    kl: estimate,
    entropy: estimate,
    winRate,
    judgeWinRate: v.optional(winRate),
    meanLength: number,
    distinctFraction: number,
    choices: v.optional(count),
  },
  'an evaluation',
);

const outcomeSchema = v.looseObject(
  {
    key: v.string('text'),
    config: v.looseObject({}, 'settings'),
    checkpoints: v.pipe(v.array(evaluation, 'evaluations'), v.minLength(1, 'at least one')),
    chosenStep: count,
    test: v.array(
      v.looseObject(
        {
          promptId: count,
          tokens: v.array(count, 'tokens'),
          reward: number,
          goldResponseReward: number,
        },
        'an answer',
      ),
      'answers',
    ),
    frontier: v.array(
      v.looseObject(
        { gamma: number, kl: number, reward: number, standardError: v.optional(number) },
        'a point',
      ),
      'points',
    ),
    exact: v.array(
      v.looseObject(
        {
          step: count,
          kl: number,
          reward: number,
          klPosteriorPolicy: number,
          bestReward: v.optional(number),
        },
        'a point',
      ),
      'points',
    ),
    klRounds: v.array(
      v.looseObject(
        {
          round: count,
          samples: count,
          exact: number,
          estimates: v.looseObject({ k1: klEstimate, k2: klEstimate, k3: klEstimate }, 'three estimates'),
        },
        'a round',
      ),
      'rounds',
    ),
    provenance: v.looseObject(
      { backend: v.string('text'), date: v.string('text'), seconds: number, version: v.string('text') },
      'a provenance',
    ),
  },
  'an outcome',
);

/** Settings as they were stored. */
export function readStoredConfig(config: Readonly<Record<string, unknown>>): RunConfig {
  const { task } = config;
  const method = METHOD_NAMES.find((name) => name === config.method);
  if (typeof task !== 'string' || !Object.hasOwn(defaults, task))
    throw new Error(
      `invalid outcome: task ${quoted(task)} (expected one of ${Object.keys(defaults).join(', ')})`,
    );
  if (!method)
    throw new Error(`invalid outcome: method ${quoted(config.method)} (expected a method of this page)`);
  const read = validateConfig(config, presetFor(task as TaskName, method));
  if (read.problems.length > 0) throw new Error(`invalid outcome: ${read.problems[0]}`);
  return read.config;
}

/** One that cannot be read. */
export interface BadOutcome {
  readonly key: string;
  readonly reason: string;
  readonly record: unknown;
}

/** Throws a sentence that begins with `invalid outcome`. @param key of the run that is asked for. */
export function readOutcome(value: unknown, key: string): RunOutcome {
  const parsed = v.safeParse(outcomeSchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const got = issue.input === undefined ? '(missing)' : quoted(issue.input);
    throw new Error(
      `invalid outcome: ${v.getDotPath(issue) ?? 'the whole'} ${got} (expected ${issue.message})`,
    );
  }
  const outcome = parsed.output;
  if (outcome.key !== key) throw new Error(`invalid outcome: key ${quoted(outcome.key)} (expected ${key})`);
  const config = readStoredConfig(outcome.config);
  if (!outcome.checkpoints.some(({ step }) => step === outcome.chosenStep))
    throw new Error(`invalid outcome: chosenStep ${outcome.chosenStep} (expected the step of a checkpoint)`);
  if (config.task === 'own') return { ...outcome, config }; // its files may not be here
  const task = taskOf(config);
  const prompts = new Set(task.prompts('test').map(({ id }) => id));
  for (const { promptId, tokens } of outcome.test) {
    if (!prompts.has(promptId))
      throw new Error(`invalid outcome: promptId ${promptId} (expected a test prompt of ${task.name})`);
    const odd = tokens.find((token) => token >= task.tokenizer.vocabSize);
    if (odd !== undefined)
      throw new Error(`invalid outcome: token ${odd} (expected fewer than ${task.tokenizer.vocabSize})`);
  }
  return { ...outcome, config };
}
