// What `lab train` is given in place of a task: a model's folder, prompts, and a rule that rates the answers.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { importModel } from '../../src/formats/hugging_face/import_model.ts';
import type { ImportedModel } from '../../src/formats/hugging_face/imported_model.ts';
import { rememberBundle } from '../../src/own/bundles.ts';
import { encodeRows } from '../../src/own/data/fitting/encode.ts';
import type { FitPlan } from '../../src/own/data/fitting/fit.ts';
import { type DataReading, readData } from '../../src/own/data/read_data.ts';
import { reportText } from '../../src/own/data/report.ts';
import { planBehind } from '../../src/own/fingerprint.ts';
import { type MadeBundle, makeBundle, promptedRows } from '../../src/own/make_bundle.ts';
import { type OptionSpec, type OptionValues, UsageError } from '../lib/arguments.mjs';
import { fileSource, filesIn } from '../lib/model_folder.ts';
import { ruleInThread } from '../lib/rule_in_thread.ts';

export const ownOptions = {
  model: {
    kind: 'text',
    help: "A model's folder (config.json, model.safetensors, tokenizer.json) to train in place of a task's",
  },
  data: {
    kind: 'text',
    help: 'With --model: a file of prompts, or of prompts with answers (.jsonl, .json, .txt)',
  },
  'reward-rule': {
    kind: 'text',
    help: 'With --model: a file with a function ({prompt, response, meta, ended, tokens}) => number in JavaScript',
  },
  'run-length': {
    kind: 'integer',
    min: 8,
    max: 65_536,
    help: 'With --model: tokens of prompt and answer; 256',
  },
  'new-tokens': { kind: 'integer', min: 2, max: 32_768, help: 'With --model: tokens of an answer; 64' },
  'end-token': {
    kind: 'text',
    help: 'With --model: the token that ends an answer, where the files do not say',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

const RUN_LENGTH = 256;
const NEW_TOKENS = 64;

function existing(name: string, value: unknown): string {
  if (value === undefined) throw new UsageError(`no --${name} (expected a file, since --model is given)`);
  const path = String(value);
  if (!existsSync(path)) throw new UsageError(`invalid --${name}: ${path} does not exist`);
  return path;
}

async function readModel(
  folder: string,
  runLength: number | undefined,
  endToken: string | undefined,
): Promise<ImportedModel> {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`invalid --model: ${folder} (expected a folder)`);
  const model = await importModel(await filesIn(folder), { runLength, endToken });
  if ('problems' in model)
    throw new UsageError(model.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  return model;
}

/** What the options name. */
interface GivenFiles {
  readonly folder: string;
  readonly data: DataReading;
  readonly rule: string;
  readonly endToken?: string;
}

async function bundleWith({ folder, data, rule, endToken }: GivenFiles, plan: FitPlan): Promise<MadeBundle> {
  const model = await readModel(folder, plan.length, endToken);
  const length = model.config.contextLength;
  return makeBundle({
    model,
    data,
    plan: { ...plan, length, answerTokens: Math.min(plan.answerTokens, length - 1) },
    scorer: ruleInThread(rule),
    rewardName: rule,
  });
}

/** The files' fingerprint; undefined where no model is given. Later runs of this process find what was read. */
export async function ownFiles(
  values: OptionValues,
  say: (line: string) => void,
  /** Of a run that the files are of: its lengths are used, and files that do not fit it are refused. */
  id?: string,
): Promise<string | undefined> {
  const odd = Object.keys(ownOptions).find((name) => name !== 'model' && values[name] !== undefined);
  if (values.model === undefined) {
    if (odd) throw new UsageError(`--${odd} without --model (expected both)`);
    return undefined;
  }
  const path = existing('data', values.data);
  const given: GivenFiles = {
    folder: String(values.model),
    rule: readFileSync(existing('reward-rule', values['reward-rule']), 'utf8'),
    data: await readData(fileSource(path)),
    endToken: values['end-token'] === undefined ? undefined : String(values['end-token']),
  };
  say(`${basename(path)}: ${given.data.label}. ${reportText(given.data.report)}.`);
  const asked: FitPlan = {
    length: Number(values['run-length'] ?? RUN_LENGTH),
    answerTokens: Number(values['new-tokens'] ?? NEW_TOKENS),
    tooLong: 'skip',
  };
  const plan = id === undefined ? asked : await planOf(id, given, asked, say);
  const { bundle, notes } = await bundleWith(given, plan);
  for (const note of notes) say(note);
  rememberBundle(bundle);
  return bundle.id;
}

/** With which the files are those of the run: the one that was asked for, or the run's own. */
async function planOf(
  id: string,
  { folder, data, rule, endToken }: GivenFiles,
  asked: FitPlan,
  say: (line: string) => void,
): Promise<FitPlan> {
  const { tokenizer, provenance } = await readModel(folder, undefined, endToken);
  const { items } = await encodeRows(promptedRows(data), tokenizer, { unit: data.report.unit });
  const plan = planBehind(id, { files: provenance.files, rewardName: rule }, items, tokenizer, asked);
  if (!plan)
    throw new UsageError(
      `other files than those of the run, whose fingerprint is ${id} (expected its model, data and reward rule, byte for byte; --run-length, --new-tokens and --end-token too where they are unusual)`,
    );
  if (plan !== asked)
    say(
      `The run has --run-length ${plan.length} and --new-tokens ${plan.answerTokens}: these are used. Prompts that were too long were ${plan.tooLong === 'cut' ? 'cut' : 'left out'}.`,
    );
  return plan;
}
