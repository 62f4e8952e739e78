// A run of a few steps on a model of two layers, as it was exported, and PyTorch's parameters after one more step. For
// tests: `npm run lab -- parity --record` writes the files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunConfig } from '../../src/config/schema.ts';
import { sourceOfBytes } from '../../src/formats/byte_source.ts';
import { importModel } from '../../src/formats/hugging_face/import_model.ts';
import { place, placementsOf } from '../../src/formats/hugging_face/placement.ts';
import { readSafetensors, type Tensors } from '../../src/formats/safetensors.ts';
import type { ModelConfig } from '../../src/model/config.ts';
import { parameterCount } from '../../src/model/parameters.ts';
import type { ReplayGroup } from '../../src/objectives/group.ts';
import type { ClusterRun } from '../../src/own/export/cluster_run.ts';
import { taskOf } from '../../src/tasks/index.ts';

const FOLDER = 'src/own/export/fixtures/tiny';

export const fixtureFile = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER, name)));
const textOf = (name: string) => new TextDecoder().decode(fixtureFile(name));

/** What a safetensors file says beside its tensors. */
export function metadataOf(bytes: Uint8Array): Readonly<Record<string, string>> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))).__metadata__;
}

/** Tensors named as in a file, back in our vector. */
function vectorOf(config: ModelConfig, tensors: Tensors, prefix = ''): Float32Array {
  const vector = new Float32Array(parameterCount(config));
  for (const placement of placementsOf(config))
    place(placement, tensors.get(prefix + placement.name)!.values, 0, vector);
  return vector;
}

interface GroupLine {
  readonly round: number;
  readonly prompt_ids: readonly number[];
  readonly completion_ids: readonly (readonly number[])[];
  readonly log_prior: readonly number[];
  readonly log_proposal: readonly number[];
  readonly reward: readonly number[];
  readonly alpha: readonly number[];
}

function groupOf(line: GroupLine, config: RunConfig): ReplayGroup {
  const prompt = taskOf(config)
    .prompts('train')
    .find(({ tokens }) => tokens.join() === line.prompt_ids.join())!;
  return {
    round: line.round,
    prompt,
    completions: line.completion_ids.map((ids) => ({
      tokens: Int32Array.from(ids),
      logProbs: new Float32Array(0),
    })),
    logPrior: line.log_prior,
    logProposal: line.log_proposal,
    reward: line.reward,
    alpha: line.alpha,
    tokens: line.completion_ids.map(() => ({ logPrior: [], logProposal: [] })),
  };
}

/** @param direction of the first moment in the file: 1 is PyTorch's. */
export async function fixtureRun(direction: 1 | -1 = 1): Promise<ClusterRun> {
  const json = JSON.parse(textOf('brain/run.json'));
  const config = json.config as RunConfig;
  const names = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
  const model = await importModel(names.map((name) => sourceOfBytes(name, fixtureFile(name))));
  if ('problems' in model) throw new Error(model.problems.map(({ message }) => message).join('\n'));
  const ids = Array.from({ length: model.config.vocabSize }, (_, id) => id);
  const allowed = (json.suppress as number[][]).map((out) => ids.filter((id) => !out.includes(id)));
  const shape = { ...model.config, allowed };
  const moments = readSafetensors(fixtureFile('brain/optimizer.safetensors'));
  const { step } = metadataOf(fixtureFile('brain/optimizer.safetensors'));
  return {
    config,
    task: taskOf(config),
    checkpoint: {
      policy: model.parameters.values,
      optimiser: {
        step: Number(step),
        first: vectorOf(shape, moments, 'exp_avg.').map((moment) => -direction * moment),
        second: vectorOf(shape, moments, 'exp_avg_sq.'),
      },
      replay: textOf('brain/groups.jsonl')
        .trim()
        .split('\n')
        .map((line) => groupOf(JSON.parse(line), config)),
      round: json.round,
      stepInRound: json.step_in_round,
      step: json.step,
      evaluatedAt: 0,
      proposalIsBehind: true,
    },
    start: { config: shape, parameters: model.parameters },
    reward: json.reward,
    steps: [],
    evaluations: [],
    base: json.base,
    origin: { playground: json.playground, computedOn: json.computed_on, date: json.date },
  };
}
