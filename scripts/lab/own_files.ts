// What `lab train` is given in place of a task: a model's folder, prompts, and a rule that rates the answers.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { importModel } from '../../src/formats/hugging_face/import_model.ts';
import type { ImportedModel } from '../../src/formats/hugging_face/imported_model.ts';
import { rememberBundle } from '../../src/own/bundles.ts';
import { readData } from '../../src/own/data/read_data.ts';
import { reportText } from '../../src/own/data/report.ts';
import { makeBundle } from '../../src/own/make_bundle.ts';
import { ruleIdentity } from '../../src/own/reward/reward_identity.ts';
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

async function readModel(folder: string, values: OptionValues): Promise<ImportedModel> {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`invalid --model: ${folder} (expected a folder)`);
  const runLength = Number(values['run-length'] ?? RUN_LENGTH);
  const endToken = values['end-token'] === undefined ? undefined : String(values['end-token']);
  const model = await importModel(await filesIn(folder), { runLength, endToken });
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
  const rule = readFileSync(existing('reward-rule', values['reward-rule']), 'utf8');
  const model = await readModel(String(values.model), values);
  const reading = await readData(fileSource(data));
  say(`${basename(data)}: ${reading.label}. ${reportText(reading.report)}.`);
  const length = model.config.contextLength;
  const answerTokens = Math.min(Number(values['new-tokens'] ?? NEW_TOKENS), length - 1);
  const { bundle, notes } = await makeBundle({
    model,
    data: reading,
    plan: { length, answerTokens, tooLong: 'skip' },
    scorer: ruleInThread(rule),
    reward: ruleIdentity(rule),
  });
  for (const note of notes) say(note);
  rememberBundle(bundle);
  return bundle.id;
}
