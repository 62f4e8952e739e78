// A reward model of the visitor's own from start to folder: adapters (LoRA) and a score of the last token on the imported
// model, fitted to their pairs. The folder is a sequence classifier like any other.
import type { ByteSource } from '../../../formats/byte_source.ts';
import { importModel } from '../../../formats/hugging_face/import_model.ts';
import { writeClassifierFolder } from '../../../formats/hugging_face/write_classifier.ts';
import type { WrittenFile } from '../../../formats/hugging_face/written_file.ts';
import { loraTargets } from '../../../model/adapters.ts';
import { architectureOf } from '../../../model/decoder_shape.ts';
import { type TrainedModel, withAdapters, withValueHead } from '../../../model/extend.ts';
import type { LanguageModel } from '../../../model/language_model.ts';
import { Stream } from '../../../random/stream.ts';
import type { PlaceUnit } from '../../data/report.ts';
import type { DataRow } from '../../data/row.ts';
import { pairSet } from './pair_set.ts';
import { type PairEvent, type PairFigures, type PairSettings, trainOnPairs } from './pair_training.ts';

/** As the paper's on TL;DR, on every linear map. */
const PAIR_LORA = { rank: 8, alpha: 32 } as const;

export const usualPairSettings: PairSettings = {
  steps: 200,
  pairsPerBatch: 8,
  learningRate: 5e-4,
  weightDecay: 0.01,
  evaluateEvery: 20,
  seed: 1,
};

export interface PairRequest<Source> {
  readonly rows: readonly DataRow[];
  readonly unit: PlaceUnit;
  readonly files: readonly Source[];
  /** Files of an adapter that is merged into it. */
  readonly adapter?: readonly Source[];
  readonly endToken?: string;
  /** Longest row, tokens. */
  readonly length: number;
  readonly settings: PairSettings;
}

export type PairProgress =
  | {
      readonly kind: 'ready';
      readonly train: number;
      readonly heldOut: number;
      readonly notes: readonly string[];
    }
  | PairEvent;

export interface FittedPairs {
  readonly files: readonly WrittenFile[];
  /** On the held-out pairs, of the model that was kept. */
  readonly kept: PairFigures;
  readonly heldOut: number;
}

export interface PairFitting {
  readonly createModel: (model: TrainedModel) => Promise<LanguageModel>;
  /** Called at every event, and awaited. */
  readonly tell: (progress: PairProgress) => Promise<void> | void;
  readonly isStopped?: () => boolean;
}

/** Throws a sentence where nothing can be learnt, and where files are not taken. */
export async function fitPairs(
  { rows, unit, files, adapter, endToken, length, settings }: PairRequest<ByteSource>,
  { createModel, tell, isStopped }: PairFitting,
): Promise<FittedPairs> {
  const imported = await importModel(files, { runLength: length, endToken, adapter });
  if ('problems' in imported) throw new Error(imported.problems.map(({ message }) => message).join('; '));
  const { tokenizer } = imported;
  // A slot stands behind a row's last token.
  const slots = Math.min(length + 1, architectureOf(imported.config).contextLimit);
  const { train, heldOut, notes } = await pairSet(rows, unit, tokenizer, slots - 1);
  const trunk = { config: { ...imported.config, contextLength: slots }, parameters: imported.parameters };
  const lora = { ...PAIR_LORA, targets: loraTargets(trunk.config, 'linear') };
  const start = withValueHead(
    withAdapters(trunk, lora, Stream.fromSeed(settings.seed).split('initial', 'pairs')),
  );
  await tell({ kind: 'ready', train: train.length, heldOut: heldOut.length, notes });
  const model = await createModel(start);
  try {
    const training = { train, heldOut, length: slots, pad: tokenizer.pad };
    let kept: PairFigures | undefined;
    for await (const event of trainOnPairs(model, training, settings, isStopped)) {
      if (event.kind === 'held-out' && event.isBest) kept = event;
      await tell(event);
    }
    const parameters = { ...(await model.snapshot()), frozen: start.parameters.frozen };
    return {
      files: writeClassifierFolder({ config: start.config, parameters }, tokenizer),
      kept: kept!,
      heldOut: heldOut.length,
    };
  } finally {
    model.dispose();
  }
}
