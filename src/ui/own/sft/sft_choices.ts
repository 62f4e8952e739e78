// What the panel's fields hold, and the plan that they make.
import type { KeptRequest } from '../../../own/sft/kept_training.ts';
import {
  type SftNumber,
  type SftStart,
  USUAL_LENGTH,
  USUAL_RATES,
  usualNumbers,
  WEIGHT_DECAY,
} from '../../../own/sft/sft_request.ts';
import type { ShapeName } from '../../../own/sft/shapes.ts';
import type { NamedBlob, OwnModelFiles } from '../../../own/workshop/own_setup.ts';
import type { SftPlan } from '../../../worker/sft_protocol.ts';

/** A file of data that was read and accepted. */
export interface SftData {
  readonly file: NamedBlob;
  /** Of documents in plain text; absent: blank lines. */
  readonly separator?: string;
  /** Whether its rows have prompts; a corpus has none. */
  readonly hasPrompts: boolean;
}

/** A model that was imported. */
export interface SftModel extends OwnModelFiles {
  readonly name: string;
  /** Tokens. */
  readonly context: number;
}

const STARTS = ['scratch', 'lora', 'full'] as const;
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
  return model ? withStart(choices, 'lora', model.context) : choices;
}

/** With the rate that is usual for what is trained then. @param context longest row of the imported model, tokens. */
export const withStart = (
  choices: SftChoices,
  start: StartName,
  context = Number.POSITIVE_INFINITY,
): SftChoices => ({
  ...choices,
  start,
  length: start === 'scratch' ? choices.length : Math.min(choices.length, context),
  numbers: { ...choices.numbers, learningRate: USUAL_RATES[start] },
});

function startOf(
  { start, shape, numbers }: SftChoices,
  model: SftModel | undefined,
  tokenizer: readonly NamedBlob[] | undefined,
): SftStart<NamedBlob> {
  if (start === 'scratch' || !model)
    return { kind: 'scratch', shape, vocabSize: numbers.vocabSize, tokenizer };
  const { files, adapter, endToken } = model;
  const lora =
    start === 'lora'
      ? ({ rank: numbers.rank, alpha: numbers.alpha, reach: 'attention' } as const)
      : undefined;
  return { kind: 'model', files, adapter, endToken, lora };
}

export function planOf(
  choices: SftChoices,
  { file, separator }: SftData,
  model: SftModel | undefined,
  tokenizer: readonly NamedBlob[] | undefined,
): SftPlan {
  const { length, tooLong, numbers } = choices;
  const { steps, rowsPerBatch, learningRate, evaluateEvery, patience, seed } = numbers;
  return {
    data: file,
    separator,
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

/** What a kept training was asked for, with its files as they are given again. */
export function planAgain(
  { start, ...request }: KeptRequest,
  { file }: SftData,
  model: SftModel | undefined,
  tokenizer: readonly NamedBlob[] | undefined,
): SftPlan {
  if (start.kind === 'scratch') return { ...request, data: file, start: { ...start, tokenizer } };
  return { ...request, data: file, start: { ...start, files: model?.files ?? [], adapter: model?.adapter } };
}

/** The fields as a kept training has them. */
export function choicesOf({ start, length, tooLong, settings }: KeptRequest): SftChoices {
  const choices = { ...firstChoices(undefined), length, tooLong };
  const numbers = { ...choices.numbers, ...settings };
  if (start.kind === 'scratch')
    return {
      ...choices,
      start: 'scratch',
      shape: start.shape,
      numbers: { ...numbers, vocabSize: start.vocabSize },
    };
  if (!start.lora) return { ...choices, start: 'full', numbers };
  const { rank, alpha } = start.lora;
  return { ...choices, start: 'lora', numbers: { ...numbers, rank, alpha } };
}
