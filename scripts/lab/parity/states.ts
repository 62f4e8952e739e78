// Runs of a few steps, each with moments that are not zero, to be gone on with by PyTorch: a shipped task trained whole,
// adapters on small models that transformers wrote, and a model small enough to keep among the tests.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { presetFor } from '../../../src/config/presets.ts';
import type { RunConfig } from '../../../src/config/schema.ts';
import { sourceOfBytes } from '../../../src/formats/byte_source.ts';
import { importModel } from '../../../src/formats/hugging_face/import_model.ts';
import { initialParameters } from '../../../src/model/parameters.ts';
import { rememberBundle } from '../../../src/own/bundles.ts';
import { makeOwnTask } from '../../../src/own/own_task.ts';
import type { ResponseScorer } from '../../../src/own/reward/response_scorer.ts';
import { ruleIdentity } from '../../../src/own/reward/reward_identity.ts';
import { Stream } from '../../../src/random/stream.ts';
import type { ActiveBackend } from '../../../src/session/backend.ts';
import type { ExportedRun } from '../../../src/session/cluster_export.ts';
import type { LoadModel } from '../../../src/session/model_files.ts';
import { createModels, disposeOf } from '../../../src/session/run_models.ts';
import { taskOf } from '../../../src/tasks/index.ts';
import { wordTokenizerFiles } from '../../../src/tokenizer/hugging_face/word_files.ts';
import { WordTokenizer } from '../../../src/tokenizer/word.ts';
import { Training } from '../../../src/training/training.ts';
import { root } from '../../lib/install.mjs';
import { loadModel as loadShipped } from '../node_connection.ts';

export interface ParityState {
  readonly name: string;
  readonly config: RunConfig;
  readonly loadModel: LoadModel;
}

const short = {
  rounds: 2,
  promptsPerRound: 4,
  samplesPerPrompt: 4,
  stepsPerRound: 3,
  groupsPerBatch: 3,
  learningRate: 1e-3,
} as const;

/** Steps before the one that is compared, in the middle of the second round. */
const STEPS = 5;

const shipped: ParityState = {
  name: 'sentiment-full',
  config: { ...presetFor('sentiment', 'brain'), ...short, gamma: 1, logProbReduction: 'mean' },
  loadModel: loadShipped,
};

/** Two layers of width 16 on the task of strings, with a proximal weight, and clipped. */
export const tiny: ParityState = {
  name: 'tiny-full',
  config: {
    ...presetFor('strings', 'brain'),
    ...short,
    promptsPerRound: 3,
    proximalWeight: 0.2,
    gradientClip: 0.05,
    learningRate: 3e-3,
  },
  loadModel: async (task, part) => {
    const shape = await loadShipped(task, part);
    const config = { ...shape.config, width: 16, heads: 2 };
    return { config, parameters: initialParameters(config, Stream.fromSeed(16)) };
  },
};

const encoder = new TextEncoder();
/** For the fixtures' 97 tokens, with the special ones. */
const words = WordTokenizer.fromWords(Array.from({ length: 94 }, (_, i) => `w${i}`));

/** Pays for a word, and a little for length: any reward would do. */
const scorer: ResponseScorer = {
  score: async (responses) =>
    responses.map(({ response, tokens }) => response.split(' ').filter((w) => w > 'w5').length + tokens / 10),
  close: () => {},
};

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const prompt = `w${i} w${(7 * i) % 94} w${(11 * i + 3) % 94}`;
    return {
      row: { kind: 'prompt' as const, place: i + 1, prompt },
      prompt: [words.bos, ...words.encode(prompt)],
      answers: [],
    };
  });

/** Adapters on a fixture. @param own fingerprint that the run knows it by. */
function adapted(folder: string, own: string, loraTargets: RunConfig['loraTargets']): ParityState {
  const config: RunConfig = {
    ...presetFor('own', 'brain'),
    ...short,
    own,
    loraRank: 4,
    loraAlpha: 8,
    loraTargets,
    logProbReduction: 'mean',
  };
  return {
    name: `${basename(folder)}-lora`,
    config,
    async loadModel() {
      throw new Error(`no shipped model (expected the files of ${folder})`);
    },
  };
}

async function rememberFixture(folder: string, id: string): Promise<void> {
  const files = ['config.json', 'model.safetensors'].map((name) =>
    sourceOfBytes(name, new Uint8Array(readFileSync(join(folder, name)))),
  );
  const texts = wordTokenizerFiles(words, 64).map(({ name, text }) =>
    sourceOfBytes(name, encoder.encode(text)),
  );
  const model = await importModel([...files, ...texts], { runLength: 16 });
  if ('problems' in model) throw new Error(model.problems.map(({ message }) => message).join('\n'));
  const task = makeOwnTask(rowsOf(24), words, 8);
  const { config, parameters, provenance } = model;
  rememberBundle({
    id,
    task,
    prior: { config, parameters },
    scorer,
    reward: ruleIdentity('({ tokens }) => tokens'),
    files: provenance.files,
  });
}

const FIXTURES = [
  ['gpt2', '000000000001', 'attention'],
  ['llama-gqa', '000000000002', 'linear'],
] as const;

export async function parityStates(): Promise<readonly ParityState[]> {
  const lora = [];
  for (const [name, id, targets] of FIXTURES) {
    const folder = join(root, 'src/model/fixtures', name);
    await rememberFixture(folder, id);
    lora.push(adapted(folder, id, targets));
  }
  return [shipped, ...lora, tiny];
}

/** The run after its first steps. */
export async function trainedState(
  { config, loadModel }: ParityState,
  backend: ActiveBackend,
): Promise<ExportedRun> {
  const models = await createModels({ task: taskOf(config), config, loadModel, backend });
  try {
    const training = new Training(taskOf(config), config, models);
    while (training.progress.step < STEPS) await training.advance(false);
    return {
      config,
      checkpoint: await training.save(),
      steps: [],
      evaluations: [],
      origin: { playground: 'tests', computedOn: backend.info.label, date: '2026-01-01' },
    };
  } finally {
    disposeOf(models);
  }
}
