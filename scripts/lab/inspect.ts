// `lab inspect`: the card of a model's folder, all of it read and checked.
import { existsSync } from 'node:fs';
import { planModel } from '../../src/formats/hugging_face/import_model.ts';
import type { Problems } from '../../src/formats/hugging_face/imported_model.ts';
import type { FileRecord } from '../../src/formats/hugging_face/provenance.ts';
import { loraTargets } from '../../src/model/adapters.ts';
import { architectureOf } from '../../src/model/decoder_shape.ts';
import { parameterCount } from '../../src/model/parameters.ts';
import { weightMemory } from '../../src/model/weight_memory.ts';
import { UsageError } from '../lib/arguments.mjs';
import { filesIn } from '../lib/model_folder.ts';
import { type LabCommand, textTable } from './command.ts';

const LORA = { rank: 8, alpha: 32 };
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const counted = (count: number) => count.toLocaleString('en-US');

function refused({ problems }: Problems): Error {
  const lines = problems.map(({ file, message }) =>
    message.includes(file) ? message : `${file}: ${message}`,
  );
  return new Error(lines.join('\n'));
}

interface Card {
  readonly type: string;
  readonly parameters: number;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly tiedHead: boolean;
  /** Rows of the embedding. */
  readonly vocabulary: number;
  readonly tokens: number;
  /** Id. */
  readonly endToken: number;
  /** Tokens. */
  readonly context: number;
  readonly runLength: number;
  /** Number formats of the file. */
  readonly formats: readonly string[];
  /** Files on disk; weights, gradient and optimiser of a run. */
  readonly bytes: { readonly files: number; readonly full: number; readonly lora: number };
  readonly loraParameters: number;
  readonly notes: readonly string[];
  readonly files: readonly FileRecord[];
}

function cardText(card: Card): string {
  const { bytes, formats } = card;
  const heads = card.kvHeads === card.heads ? `${card.heads}` : `${card.heads}, of keys ${card.kvHeads}`;
  const table = textTable([
    ['type', card.type],
    ['parameters', counted(card.parameters)],
    ['layers, width, heads', `${card.layers}, ${card.width}, ${heads}`],
    ['head', card.tiedHead ? 'tied to the embedding' : 'its own'],
    ['vocabulary', `${counted(card.tokens)} tokens in ${counted(card.vocabulary)} rows`],
    ['end token', `${card.endToken}`],
    ['context', `${counted(card.context)} tokens, a run ${counted(card.runLength)}`],
    ['files', `${megabytes(bytes.files)}${formats.length > 0 ? ` of ${formats.join(', ')}` : ''}`],
    ['memory, all trained', megabytes(bytes.full)],
    [
      `memory, LoRA of rank ${LORA.rank}`,
      `${megabytes(bytes.lora)}, ${counted(card.loraParameters)} trained`,
    ],
  ]);
  const hashes = card.files.map((file) => `${file.sha256}  ${file.name}`).join('\n');
  const memory = 'Memory is that of weights, gradient and optimiser; activations come on top.';
  return [table, [memory, ...card.notes].join('\n'), hashes].join('\n\n');
}

export const inspect: LabCommand = {
  summary: 'reads a model’s folder as Hugging Face saves it, and says what is in it',
  options: {
    model: { kind: 'text', help: 'Folder with config.json, model.safetensors and tokenizer.json' },
    'run-length': { kind: 'integer', min: 1, max: 65_536, help: 'Longest row of a run in tokens' },
    'end-token': { kind: 'text', help: 'Token that ends an answer, where the files do not say' },
  },
  async run({ model, 'run-length': runLength, 'end-token': endToken }) {
    if (typeof model !== 'string') throw new UsageError('no --model (expected a folder)');
    if (!existsSync(model)) throw new UsageError(`invalid --model: ${model} (expected a folder)`);
    const files = await filesIn(model);
    const options = {
      ...(runLength === undefined ? {} : { runLength: Number(runLength) }),
      ...(endToken === undefined ? {} : { endToken: String(endToken) }),
    };
    const plan = await planModel(files, options);
    if ('problems' in plan) throw refused(plan);
    const read = await plan.read();
    if ('problems' in read) throw refused(read);
    const { config, tokenizer } = plan;
    const { contextLimit, kvHeads, tiedHead } = architectureOf(config);
    const adapted = { ...config, lora: { ...LORA, targets: loraTargets(config, 'attention') } };
    const card: Card = {
      type: plan.modelType,
      parameters: plan.parameterCount,
      layers: config.layers,
      width: config.width,
      heads: config.heads,
      kvHeads,
      vocabulary: config.vocabSize,
      tokens: tokenizer.completionTokens.length,
      context: contextLimit,
      runLength: config.contextLength,
      tiedHead,
      formats: plan.formats,
      endToken: tokenizer.eos,
      bytes: {
        files: plan.fileBytes,
        full: weightMemory(config),
        lora: weightMemory(adapted),
      },
      loraParameters: parameterCount(adapted),
      notes: plan.notes,
      files: read.provenance.files,
    };
    return { json: card, text: cardText(card) };
  },
};
