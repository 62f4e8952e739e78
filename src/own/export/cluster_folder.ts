// A run as a folder: a model that transformers loads as it is, and beside it all that a cluster needs to go on.
import { namedTensors, valueHeadTensors } from '../../formats/hugging_face/named_tensors.ts';
import { writeModelFolder } from '../../formats/hugging_face/write_model.ts';
import { jsonFile, textFile, type WrittenFile } from '../../formats/hugging_face/written_file.ts';
import { metricsCsv } from '../../formats/metrics_csv.ts';
import { writeSafetensors } from '../../formats/safetensors.ts';
import { frozenConfig } from '../../model/adapters.ts';
import { type Parameters, parameterViews } from '../../model/parameters.ts';
import type { ClusterRun } from './cluster_run.ts';
import { CLUSTER_SCRIPTS } from './cluster_scripts.ts';
import { groupLines, promptLines } from './groups_file.ts';
import { modelCard } from './model_card.ts';
import { optimizerFile } from './optimizer_file.ts';
import { rewardFiles } from './reward_files.ts';
import { runJson } from './run_json.ts';
import { type StepAfter, stepAfterFile } from './step_after.ts';
import { pairsOfGroups, trlPreferences } from './trl_preferences.ts';

export interface ClusterOptions {
  /** Texts of the scripts, by name. */
  readonly scripts: ReadonlyMap<string, string>;
  /** Adapters added to the base: a whole model, which goes on with all weights and fresh moments. */
  readonly merged?: boolean;
  /** Of adapters: the base in a folder `base/`, instead of its name alone. */
  readonly withBase?: boolean;
  /** The next step, for `train_brain.py --check`. */
  readonly after?: StepAfter;
}

export interface ClusterFolder {
  readonly files: readonly WrittenFile[];
  /** What the folder cannot hold, in sentences. */
  readonly notes: readonly string[];
}

const BASE = 'base';
const METADATA = { format: 'pt' };

/** The parameters before the first step. */
const startOf = ({ start }: ClusterRun): Parameters => start.parameters.frozen ?? start.parameters;

/** The model under the adapters, in a folder of its own. */
function baseFiles(run: ClusterRun): readonly WrittenFile[] {
  const { start, task } = run;
  const { files } = writeModelFolder({
    config: frozenConfig(start.config),
    parameters: startOf(run),
    tokenizer: task.tokenizer,
    newTokens: task.maxCompletionTokens,
  });
  return files.map(({ name, bytes }) => ({ name: `${BASE}/${name}`, bytes }));
}

function priorFile(run: ClusterRun): WrittenFile {
  const { config } = run.start;
  const tensors = namedTensors(config.lora ? frozenConfig(config) : config, startOf(run).values);
  return { name: 'brain/prior.safetensors', bytes: writeSafetensors(tensors, METADATA) };
}

function valueHeadFiles({ start, checkpoint }: ClusterRun): readonly WrittenFile[] {
  const tensors = valueHeadTensors(start.config, checkpoint.policy);
  if (tensors.size === 0) return [];
  return [{ name: 'brain/value_head.safetensors', bytes: writeSafetensors(tensors, METADATA) }];
}

/** Pairs of the replay, for TRL's DPOTrainer. */
function preferenceFiles({ checkpoint, task }: ClusterRun): readonly WrittenFile[] {
  const { text, pairs } = trlPreferences(pairsOfGroups(checkpoint.replay), task);
  return pairs === 0 ? [] : [textFile('brain/preferences.jsonl', text)];
}

/** Sentences about the method and the prior. */
function notesOf({ config, checkpoint, start }: ClusterRun, adapters: boolean, withBase: boolean): string[] {
  const notes = [];
  if (adapters)
    notes.push(
      `The prior is the base without the adapters${withBase ? `, in ${BASE}/` : ': brain/ has no copy of it'}.`,
    );
  else if (start.config.lora)
    notes.push(
      'The adapters are merged: all weights are trained on, with fresh moments and no weight frozen.',
    );
  if (config.method !== 'brain')
    notes.push(`train_brain.py goes on with BRAIn alone; this run was trained with ${config.method}.`);
  if (checkpoint.redraw) notes.push('A round was being drawn: the cluster draws it anew.');
  if (checkpoint.replay.length === 0) notes.push('No round has been sampled: the replay is empty.');
  if (start.config.controlTokens)
    notes.push('Control tokens are rows behind the vocabulary; the tokenizer has no text for them.');
  return notes;
}

/** Throws a sentence where the run has no transformer. */
export function clusterFolder(
  run: ClusterRun,
  { scripts, merged = false, withBase = false, after }: ClusterOptions,
): ClusterFolder {
  const { task, start, checkpoint, base } = run;
  const { config } = start;
  const parameters = {
    views: parameterViews(config),
    values: checkpoint.policy,
    frozen: start.parameters.frozen,
  };
  const model = { config, parameters, tokenizer: task.tokenizer, newTokens: task.maxCompletionTokens };
  const adapters = config.lora !== undefined && !merged;
  const written = writeModelFolder(model, { merged, baseName: withBase ? BASE : base.name });
  const notes = [...written.notes, ...notesOf(run, adapters, withBase)];
  const goesOn = adapters || !config.lora; // merged weights are not those that the moments are of
  const files = [
    ...written.files,
    ...(adapters ? (withBase ? baseFiles(run) : []) : [priorFile(run)]),
    ...valueHeadFiles(run),
    ...(goesOn
      ? [{ name: 'brain/optimizer.safetensors', bytes: optimizerFile(config, checkpoint.optimiser) }]
      : []),
    ...(goesOn && after ? [stepAfterFile(config, after)] : []),
    textFile('brain/groups.jsonl', groupLines(checkpoint.replay, task)),
    textFile('brain/prompts.jsonl', promptLines(task)),
    textFile('brain/metrics.csv', metricsCsv(run.steps, run.evaluations)),
    ...preferenceFiles(run),
    ...rewardFiles(run),
    ...CLUSTER_SCRIPTS.map((name) => textFile(name, scriptText(scripts, name))),
    textFile('README.md', modelCard(run, notes)),
  ];
  const json = runJson(run, { files, notes, lora: adapters });
  return { files: [...files, jsonFile('brain/run.json', json)], notes };
}

function scriptText(scripts: ReadonlyMap<string, string>, name: string): string {
  const text = scripts.get(name);
  if (text === undefined)
    throw new Error(`no text of ${name} (expected all of ${CLUSTER_SCRIPTS.join(', ')})`);
  return text;
}
