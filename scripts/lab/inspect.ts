// `lab inspect`: the card of a model's folder, all of it read and checked.
import { existsSync } from 'node:fs';
import { planModel } from '../../src/formats/hugging_face/import_model.ts';
import type { Problems } from '../../src/formats/hugging_face/imported_model.ts';
import type { FileRecord } from '../../src/formats/hugging_face/provenance.ts';
import { CARD_LORA, type ModelCard, modelCard } from '../../src/own/model_card.ts';
import { UsageError } from '../lib/arguments.mjs';
import { filesIn } from '../lib/model_folder.ts';
import { type LabCommand, textTable } from './command.ts';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const counted = (count: number) => count.toLocaleString('en-US');

function refused({ problems }: Problems): Error {
  const lines = problems.map(({ file, message }) =>
    message.includes(file) ? message : `${file}: ${message}`,
  );
  return new Error(lines.join('\n'));
}

interface Card extends ModelCard {
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
      `memory, LoRA of rank ${CARD_LORA.rank}`,
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
    const card = { ...modelCard(plan), files: read.provenance.files };
    return { json: card, text: cardText(card) };
  },
};
