// What `lab train` is given in place of a task: a model's folder, prompts, and a rule that rates the answers.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { CpuModel } from '../../src/cpu/cpu_model.ts';
import { importModel } from '../../src/formats/hugging_face/import_model.ts';
import type { ImportedModel } from '../../src/formats/hugging_face/imported_model.ts';
import { rememberBundle } from '../../src/own/bundles.ts';
import { readData } from '../../src/own/data/read_data.ts';
import { reportText } from '../../src/own/data/report.ts';
import { type BundleParts, makeBundle } from '../../src/own/make_bundle.ts';
import { openClassifier } from '../../src/own/reward/classifier.ts';
import { modelIdentity, ruleIdentity } from '../../src/own/reward/reward_identity.ts';
import { type OptionSpec, type OptionValues, UsageError } from '../lib/arguments.mjs';
import { openCpuDevice } from '../lib/cpu_device.ts';
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
  'reward-model': {
    kind: 'text',
    help: 'With --model, in place of --reward-rule: a folder of a sequence classifier with one label, whose score is the reward',
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

function existingFolder(name: string, folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`invalid --${name}: ${folder} (expected a folder)`);
  return folder;
}

/** @param length of a run's rows, tokens. */
async function rewardOf(
  values: OptionValues,
  length: number,
): Promise<Pick<BundleParts, 'scorer' | 'reward'>> {
  const { 'reward-model': folder, 'reward-rule': file } = values;
  if (folder !== undefined && file !== undefined)
    throw new UsageError('--reward-rule and --reward-model (expected one of them)');
  if (folder === undefined) {
    const rule = readFileSync(existing('reward-rule', file), 'utf8');
    return { scorer: ruleInThread(rule), reward: ruleIdentity(rule) };
  }
  const device = await openCpuDevice(1);
  const scorer = await openClassifier(await filesIn(existingFolder('reward-model', String(folder))), {
    length,
    createModel: async ({ config, parameters }) => new CpuModel(device, config, parameters, false),
  });
  return { scorer, reward: modelIdentity(scorer.files) };
}

async function readModel(folder: string, values: OptionValues): Promise<ImportedModel> {
  const runLength = Number(values['run-length'] ?? RUN_LENGTH);
  const endToken = values['end-token'] === undefined ? undefined : String(values['end-token']);
  const model = await importModel(await filesIn(existingFolder('model', folder)), { runLength, endToken });
  if ('problems' in model)
    throw new UsageError(model.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  return model;
}

/** The files' fingerprint; undefined where no model is given. Later runs of this process find what was read. */
export async function ownFiles(
  values: OptionValues,
  say: (line: string) => void,
): Promise<string | undefined> {
  const odd = Object.keys(ownOptions).find((name) => name !== 'model' && values[name] !== undefined);
  if (values.model === undefined) {
    if (odd) throw new UsageError(`--${odd} without --model (expected both)`);
    return undefined;
  }
  const data = existing('data', values.data);
  const model = await readModel(String(values.model), values);
  const reading = await readData(fileSource(data));
  say(`${basename(data)}: ${reading.label}. ${reportText(reading.report)}.`);
  const length = model.config.contextLength;
  const answerTokens = Math.min(Number(values['new-tokens'] ?? NEW_TOKENS), length - 1);
  const { bundle, notes } = await makeBundle({
    model,
    data: reading,
    plan: { length, answerTokens, tooLong: 'skip' },
    ...(await rewardOf(values, length)),
  });
  for (const note of notes) say(note);
  rememberBundle(bundle);
  return bundle.id;
}
