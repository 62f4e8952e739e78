// What the panel's fields hold, and the request that they make.
import type { PlaceUnit } from '../../../own/data/report.ts';
import type { DataRow } from '../../../own/data/row.ts';
import {
  type SftNumber,
  type SftRequest,
  type SftStart,
  USUAL_LENGTH,
  USUAL_RATES,
  usualNumbers,
  WEIGHT_DECAY,
} from '../../../own/sft/sft_request.ts';
import type { ShapeName } from '../../../own/sft/shapes.ts';
import type { NamedBlob } from '../../../worker/sft_protocol.ts';

/** Data that were read and accepted. */
export interface SftData {
  /** Name of the file. */
  readonly name: string;
  readonly unit: PlaceUnit;
  readonly rows: readonly DataRow[];
}

/** A model that was imported. */
export interface SftModel {
  readonly name: string;
  /** Files of its folder. */
  readonly files: readonly NamedBlob[];
  /** Text of the token that ends an answer, where somebody has chosen it. */
  readonly endToken?: string;
}

export const STARTS = ['scratch', 'lora', 'full'] as const;
export type StartName = (typeof STARTS)[number];

export interface SftChoices {
  readonly start: StartName;
  readonly shape: ShapeName;
  readonly length: number;
  readonly tooLong: 'skip' | 'cut';
  readonly numbers: Readonly<Record<SftNumber, number>>;
}

/** Longest sample in tokens. */
const SAMPLE_TOKENS = 64;

export function firstChoices(model: SftModel | undefined): SftChoices {
  const choices: SftChoices = {
    start: 'scratch',
    shape: 'small',
    length: USUAL_LENGTH,
    tooLong: 'skip',
    numbers: usualNumbers,
  };
  return model ? withStart(choices, 'lora') : choices;
}

/** With the rate that is usual for what is trained then. */
export const withStart = (choices: SftChoices, start: StartName): SftChoices => ({
  ...choices,
  start,
  numbers: { ...choices.numbers, learningRate: USUAL_RATES[start] },
});

function startOf(
  { start, shape, numbers }: SftChoices,
  model: SftModel | undefined,
  tokenizer: readonly NamedBlob[] | undefined,
): SftStart<NamedBlob> {
  if (start === 'scratch' || !model)
    return { kind: 'scratch', shape, vocabSize: numbers.vocabSize, tokenizer };
  const { files, endToken } = model;
  const lora =
    start === 'lora'
      ? ({ rank: numbers.rank, alpha: numbers.alpha, reach: 'attention' } as const)
      : undefined;
  return { kind: 'model', files, endToken, lora };
}

export function requestOf(
  choices: SftChoices,
  { rows, unit }: SftData,
  model: SftModel | undefined,
  tokenizer: readonly NamedBlob[] | undefined,
): SftRequest<NamedBlob> {
  const { length, tooLong, numbers } = choices;
  const { steps, rowsPerBatch, learningRate, evaluateEvery, patience, seed } = numbers;
  return {
    rows,
    unit,
    start: startOf(choices, model, tokenizer),
    length,
    newTokens: SAMPLE_TOKENS,
    tooLong,
    settings: {
      steps,
      rowsPerBatch,
      learningRate,
      weightDecay: WEIGHT_DECAY,
      seed,
      evaluateEvery,
      patience,
    },
  };
}
