// What `lab train` is given in place of a task: a model's folder, prompts, and a rule or a reward model that rates.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { CpuModel } from '../../src/cpu/cpu_model.ts';
import type { ByteSource } from '../../src/formats/byte_source.ts';
import { importModel } from '../../src/formats/hugging_face/import_model.ts';
import type { ImportedModel } from '../../src/formats/hugging_face/imported_model.ts';
import { type FileRecord, recordOf } from '../../src/formats/hugging_face/provenance.ts';
import { rememberBundle } from '../../src/own/bundles.ts';
import { encodeRows } from '../../src/own/data/fitting/encode.ts';
import type { FitPlan } from '../../src/own/data/fitting/fit.ts';
import { type DataReading, readData } from '../../src/own/data/read_data.ts';
import { reportText } from '../../src/own/data/report.ts';
import { planBehind } from '../../src/own/fingerprint.ts';
import { makeBundle, promptedRows } from '../../src/own/make_bundle.ts';
import { openClassifier } from '../../src/own/reward/classifier.ts';
import type { ResponseScorer } from '../../src/own/reward/response_scorer.ts';
import type { RewardFigures } from '../../src/own/reward/reward_figures.ts';
import { modelIdentity, type RewardIdentity, ruleIdentity } from '../../src/own/reward/reward_identity.ts';
import { type OwnNeeds, ownNeeds } from '../../src/own/workshop/own_needs.ts';
import { type OptionSpec, type OptionValues, UsageError } from '../lib/arguments.mjs';
import { openCpuDevice } from '../lib/cpu_device.ts';
import { fileSource, filesIn } from '../lib/model_folder.ts';
import { ruleInThread } from '../lib/rule_in_thread.ts';

export const ownOptions = {
  model: {
    kind: 'text',
    help: "A model's folder (config.json, model.safetensors, tokenizer.json) to train in place of a task's",
  },
  adapter: {
    kind: 'text',
    help: 'With --model: folder of a PEFT adapter for it, which is merged before anything is trained',
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

/** Of a folder. Throws a `UsageError` that names the option where there is none. */
export function filesOf(name: 'model' | 'adapter' | 'reward-model', value: unknown) {
  const folder = String(value);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`invalid --${name}: ${folder} (expected a folder)`);
  return filesIn(folder);
}

interface GivenReward {
  readonly scorer: ResponseScorer;
  readonly reward: RewardIdentity;
}

/** What the options name, read. */
interface GivenFiles {
  readonly files: readonly ByteSource[];
  readonly adapter?: readonly ByteSource[];
  readonly endToken?: string;
  readonly dataPath: string;
  readonly data: DataReading;
}

/** A run that the files are of: its fingerprint, and what it keeps of its files. */
export interface OwnRun {
  readonly id: string;
  readonly needs?: OwnNeeds;
}

/** @param length in tokens, of a text that a reward model reads */
async function givenReward(
  values: OptionValues,
  needs: OwnNeeds | undefined,
  length: number,
): Promise<GivenReward> {
  const { 'reward-model': folder, 'reward-rule': file } = values;
  if (folder !== undefined && file !== undefined)
    throw new UsageError('--reward-rule and --reward-model (expected one of them)');
  if (folder === undefined) {
    if (file === undefined && needs?.rewardKind === 'judge')
      throw new UsageError('no judge here (expected the page: it asks for the judge of this run)');
    if (file === undefined && needs?.rewardKind === 'model')
      throw new UsageError('no --reward-model (expected the folder that rates the answers of this run)');
    const rule =
      file === undefined && needs ? needs.rule : readFileSync(existing('reward-rule', file), 'utf8');
    return { scorer: ruleInThread(rule), reward: ruleIdentity(rule) };
  }
  const device = await openCpuDevice(1);
  const scorer = await openClassifier(await filesOf('reward-model', folder), {
    length,
    createModel: async ({ config, parameters }) => new CpuModel(device, config, parameters, false),
  });
  return { scorer, reward: modelIdentity(scorer.files) };
}

async function givenFiles(values: OptionValues, needs: OwnNeeds | undefined): Promise<GivenFiles> {
  const data = existing('data', values.data);
  return {
    files: await filesOf('model', values.model),
    adapter: values.adapter === undefined ? undefined : await filesOf('adapter', values.adapter),
    endToken: values['end-token'] === undefined ? needs?.model.endToken : String(values['end-token']),
    dataPath: data,
    data: await readData(fileSource(data)),
  };
}

async function readModel(
  { files, adapter, endToken }: GivenFiles,
  runLength: number | undefined,
): Promise<ImportedModel> {
  const model = await importModel(files, { runLength, endToken, adapter });
  if ('problems' in model)
    throw new UsageError(model.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  return model;
}

export interface OwnFilesRead {
  /** The files' fingerprint. */
  readonly id: string;
  /** What a run keeps of its files, by the reward on samples of the prior. */
  needs(figures: RewardFigures): OwnNeeds;
}

/** Undefined where no model is given. Later runs of this process find what was read. */
export async function ownFiles(
  values: OptionValues,
  say: (line: string) => void,
  /** Its lengths and the scale of its rewards are used, and files that are not its own are refused. */
  run?: OwnRun,
): Promise<OwnFilesRead | undefined> {
  const odd = Object.keys(ownOptions).find((name) => name !== 'model' && values[name] !== undefined);
  if (values.model === undefined) {
    if (odd) throw new UsageError(`--${odd} without --model (expected both)`);
    return undefined;
  }
  const needs = run?.needs;
  const given = await givenFiles(values, needs);
  say(`${basename(given.dataPath)}: ${given.data.label}. ${reportText(given.data.report)}.`);
  const asked: FitPlan = {
    length: Number(values['run-length'] ?? RUN_LENGTH),
    answerTokens: Number(values['new-tokens'] ?? NEW_TOKENS),
    tooLong: 'skip',
  };
  // The context of a first run's model may be shorter.
  const first = run === undefined ? await readModel(given, asked.length) : undefined;
  const readLength = needs?.plan.length ?? first?.config.contextLength ?? asked.length;
  const { scorer, reward } = await givenReward(values, needs, readLength);
  const wanted = run === undefined ? asked : await planOf(run, given, reward, asked, say);
  const model = first ?? (await readModel(given, wanted.length));
  const length = model.config.contextLength;
  const plan = { ...wanted, length, answerTokens: Math.min(wanted.answerTokens, length - 1) };
  const { data, endToken } = given;
  const parts = { model, data, plan, scorer, reward, figures: needs?.figures };
  const { bundle, notes } = await makeBundle(parts);
  for (const note of notes) say(note);
  rememberBundle(bundle);
  const record = await recordOf(fileSource(given.dataPath));
  return {
    id: bundle.id,
    needs: (figures) => ownNeeds({ model: { endToken }, plan, reward, figures }, bundle.files, record),
  };
}

/** With which the files are those of the run: the one that was asked for, or the run's own. */
async function planOf(
  { id, needs }: OwnRun,
  given: GivenFiles,
  reward: RewardIdentity,
  asked: FitPlan,
  say: (line: string) => void,
): Promise<FitPlan> {
  const { tokenizer, provenance } = await readModel(given, undefined);
  const { items } = await encodeRows(promptedRows(given.data), tokenizer, { unit: given.data.report.unit });
  const parts = { files: provenance.files, reward };
  const plan = planBehind(id, parts, items, tokenizer, needs?.plan ?? asked);
  if (!plan)
    throw new UsageError(
      `${differenceOf(reward, provenance.files, needs)}; the fingerprint of the run is ${id}`,
    );
  if (plan.length !== asked.length || plan.answerTokens !== asked.answerTokens || plan.tooLong !== 'skip')
    say(
      `The run has --run-length ${plan.length} and --new-tokens ${plan.answerTokens}: these are used. Prompts that were too long were ${plan.tooLong === 'cut' ? 'cut' : 'left out'}.`,
    );
  return plan;
}

/** What the run was made of and these files are not, in a sentence. Older runs of the command line keep no list of it. */
function differenceOf(
  reward: RewardIdentity,
  files: readonly FileRecord[],
  needs: OwnNeeds | undefined,
): string {
  if (!needs)
    return 'other files than those of the run (expected its model, data and reward rule, byte for byte; --run-length, --new-tokens and --end-token too where they are unusual)';
  const { model, data } = needs;
  const has = new Set(files.map(({ sha256 }) => sha256));
  const missing = model.files.find(({ sha256 }) => !has.has(sha256));
  if (missing) return `invalid --model: another ${missing.name} (expected SHA-256 ${missing.sha256})`;
  if (reward.kind !== (needs.rewardKind ?? 'rule'))
    return `invalid reward: a ${reward.kind} (expected a ${needs.rewardKind ?? 'rule'})`;
  if (reward.kind === 'rule' && reward.text !== needs.rule)
    return 'invalid --reward-rule: another rule (expected none: the run keeps its own)';
  if (reward.text !== needs.rule) return 'invalid --reward-model: another reward model';
  return `invalid --data: other rows (expected ${data.name}, SHA-256 ${data.sha256})`;
}
