// `lab sft`: trains a prior on a file of the user's own, from nothing or from a model's folder, and writes a folder that
// `importModel` and transformers load.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteSource } from '../../src/formats/byte_source.ts';
import { RUN_LENGTHS } from '../../src/own/data/fitting/fit.ts';
import { readData } from '../../src/own/data/read_data.ts';
import { misfitsCsv, reportText } from '../../src/own/data/report.ts';
import { type FineTuned, fineTune, type SftProgress } from '../../src/own/sft/fine_tune.ts';
import {
  type SftRequest,
  type SftStart,
  sftBounds,
  USUAL_LENGTH,
  USUAL_RATES,
  usualNumbers,
  WEIGHT_DECAY,
} from '../../src/own/sft/sft_request.ts';
import { SHAPE_NAMES, type ShapeName } from '../../src/own/sft/shapes.ts';
import { camelCase, type OptionValues, UsageError } from '../lib/arguments.mjs';
import { machineShards } from '../lib/cpu_device.ts';
import { INTERRUPTED, listenForInterruption } from '../lib/interruption.ts';
import { fileSource } from '../lib/model_folder.ts';
import { nodeBackendsOn } from '../lib/node_backends.ts';
import { outFolder } from '../lib/out_folder.ts';
import type { LabCommand } from './command.ts';
import { filesOf, ownOptions } from './own_files.ts';

const FOLDER_FILES = [
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'generation_config.json',
  'sft.json',
];
const MISFITS = 'misfits.csv';

const number = (name: keyof typeof sftBounds, help: string) => {
  const { min, max, integer } = sftBounds[name];
  return { kind: integer ? ('integer' as const) : ('number' as const), min, max, help };
};

const withDefault = (name: keyof typeof sftBounds, help: string) => ({
  ...number(name, help),
  default: String(usualNumbers[name]),
});

async function startOf(values: OptionValues): Promise<SftStart<ByteSource>> {
  const { model, adapter, loraRank } = values;
  if (model === undefined) {
    if (loraRank !== undefined)
      throw new UsageError('--lora-rank without --model (expected a model to adapt)');
    if (adapter !== undefined)
      throw new UsageError('--adapter without --model (expected the model that it was trained for)');
    return { kind: 'scratch', shape: values.shape as ShapeName, vocabSize: Number(values.vocab) };
  }
  const files = await filesOf('model', model);
  const endToken = values.endToken === undefined ? undefined : String(values.endToken);
  const lora =
    loraRank === undefined
      ? undefined
      : ({ rank: Number(loraRank), alpha: Number(values.loraAlpha), reach: 'attention' } as const);
  const adapterFiles = adapter === undefined ? undefined : await filesOf('adapter', adapter);
  return { kind: 'model', files, adapter: adapterFiles, endToken, lora };
}

function usualRate(start: SftStart<ByteSource>): number {
  if (start.kind === 'scratch') return USUAL_RATES.scratch;
  return start.lora ? USUAL_RATES.lora : USUAL_RATES.full;
}

async function readRows(path: string, separator: string | undefined) {
  if (!existsSync(path)) throw new UsageError(`invalid --data: ${path} (expected a file)`);
  const reading = await readData(fileSource(path), { separator });
  const named = `${reading.label}; ${reading.reason}. ${reportText(reading.report)}.`;
  if ('refusal' in reading) throw new Error(`${named} ${reading.refusal}`);
  return { reading, rows: reading.rows, named: reading.note ? `${named} ${reading.note}` : named };
}

/** Prints losses, and one sample at each held-out loss. */
function reporter(steps: number, say: (line: string) => void): (progress: SftProgress) => void {
  let recent: number | undefined;
  return (progress) => {
    if (progress.kind === 'ready') {
      for (const note of progress.notes) say(note);
      say(`${progress.parameters.toLocaleString('en')} parameters are trained.`);
    }
    if (progress.kind === 'step')
      recent = recent === undefined ? progress.loss : 0.95 * recent + 0.05 * progress.loss;
    if (progress.kind !== 'evaluation') return;
    const { step, validationLoss, isBest, samples } = progress;
    const held =
      validationLoss === undefined
        ? ''
        : `, held out ${validationLoss.toFixed(4)}${isBest ? ' (lowest)' : ''}`;
    say(`step ${step}/${steps}: loss ${recent?.toFixed(4) ?? '-'}${held}`);
    if (samples.length > 0) say(`  ${JSON.stringify(samples[0].text.slice(0, 120))}`);
  };
}

function readable({ steps, lowest }: FineTuned, folder: string): string {
  const best = lowest
    ? `lowest held-out loss ${lowest.validationLoss.toFixed(4)} nats a token, after step ${lowest.step}`
    : 'no rows were held out, so the last step is kept';
  return `${steps} steps; ${best}. Wrote ${folder}.`;
}

export const sft: LabCommand = {
  summary: 'trains a prior on your own data, from nothing or from a model’s folder',
  options: {
    data: { kind: 'text', help: 'File: .jsonl, .json or .txt, each also .gz; required' },
    separator: { kind: 'text', help: 'Ends a document in plain text (default: a blank line)' },
    model: {
      kind: 'text',
      help: 'Folder of the model to start from; without it one is trained from nothing',
    },
    adapter: ownOptions.adapter,
    'end-token': { kind: 'text', help: 'Token that ends an answer, where the files do not say' },
    shape: { kind: 'choice', options: SHAPE_NAMES, default: 'small', help: 'Size of a model from nothing' },
    vocab: withDefault('vocabSize', 'Tokens of its byte-level vocabulary, which is trained too'),
    'lora-rank': number('rank', 'Trains adapters of this rank on the model; they are merged in the end'),
    'lora-alpha': withDefault('alpha', 'What the adapters add is multiplied by alpha / rank'),
    length: {
      kind: 'integer',
      min: 8,
      max: 4096,
      default: String(USUAL_LENGTH),
      help: `Longest row in tokens; ${RUN_LENGTHS.join(', ')} are usual`,
    },
    'new-tokens': { kind: 'integer', min: 1, max: 1024, default: '64', help: 'Longest sample in tokens' },
    'too-long': {
      kind: 'choice',
      options: ['skip', 'cut'],
      default: 'skip',
      help: 'Rows that are too long: left out, or their prompts cut at a turn of the human',
    },
    steps: withDefault('steps', 'Gradient steps at most'),
    'rows-per-batch': withDefault('rowsPerBatch', 'Rows of a step'),
    'learning-rate': number('learningRate', 'Its largest value (default: by what is trained)'),
    'evaluate-every': withDefault('evaluateEvery', 'Steps from one held-out loss to the next'),
    patience: withDefault('patience', 'Held-out losses without a new lowest one that end it; 0: none do'),
    seed: withDefault('seed', 'Seed of the first parameters and of the order of rows'),
    out: { kind: 'text', help: 'Folder to write; required' },
    quiet: { kind: 'flag', help: 'No progress on stderr' },
  },
  async run(given) {
    const values = Object.fromEntries(Object.entries(given).map(([name, value]) => [camelCase(name), value]));
    if (typeof values.data !== 'string') throw new UsageError('no --data (expected a file)');
    if (typeof values.out !== 'string') throw new UsageError('no --out (expected a folder to write)');
    const start = await startOf(values);
    const { reading, rows, named } = await readRows(values.data, values.separator as string | undefined);
    const say = (line: string) => {
      if (!values.quiet) console.error(line);
    };
    say(named);
    const folder = outFolder(values.out, [...FOLDER_FILES, MISFITS]);
    const request: SftRequest<ByteSource> = {
      rows,
      unit: reading.report.unit,
      start,
      length: Number(values.length),
      newTokens: Number(values.newTokens),
      tooLong: values.tooLong === 'cut' ? 'cut' : 'skip',
      settings: {
        steps: Number(values.steps),
        rowsPerBatch: Number(values.rowsPerBatch),
        learningRate: Number(values.learningRate ?? usualRate(start)),
        weightDecay: WEIGHT_DECAY,
        seed: Number(values.seed),
        evaluateEvery: Number(values.evaluateEvery),
        patience: Number(values.patience),
      },
    };
    const backend = await nodeBackendsOn(machineShards()).activate('cpu');
    const interruption = listenForInterruption(() =>
      console.error('Ending after the step under way. Again: at once, and nothing is written.'),
    );
    const report = reporter(request.settings.steps, say);
    let stop = () => {};
    const made = await fineTune(request, {
      createModel: ({ config, parameters }) => backend.createModel(config, parameters, true, () => {}),
      onTraining: (training) => {
        stop = () => training.stop();
      },
      tell(progress) {
        report(progress);
        if (interruption.requested) stop();
      },
    });
    interruption.close();
    const { settings, length, newTokens, tooLong } = request;
    const record = {
      data: { format: reading.format, report: reportText(reading.report) },
      settings: { ...settings, length, newTokens, tooLong },
      steps: made.steps,
      lowest: made.lowest,
      notes: made.notes,
      backend: backend.info.label,
      command: ['npm run lab --', ...process.argv.slice(2)].join(' '),
    };
    for (const { name, bytes } of made.files) writeFileSync(join(folder, name), bytes);
    writeFileSync(join(folder, 'sft.json'), `${JSON.stringify(record, null, 2)}\n`);
    if (reading.report.misfits.length > 0) writeFileSync(join(folder, MISFITS), misfitsCsv(reading.report));
    const interrupted = interruption.requested;
    return {
      json: { out: folder, ...record },
      text: readable(made, folder),
      exitCode: interrupted ? INTERRUPTED : 0,
    };
  },
};
