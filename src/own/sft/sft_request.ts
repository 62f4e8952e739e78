// What a supervised training of a visitor's own is asked for, and the bounds of its settings.
import type { LoraReach } from '../../model/adapters.ts';
import { integer, real } from '../../settings/setting.ts';
import type { SftSettings } from '../../training/sft/sft.ts';
import type { TooLong } from '../data/fitting/fit.ts';
import type { PlaceUnit } from '../data/report.ts';
import type { DataRow } from '../data/row.ts';
import type { ShapeName } from './shapes.ts';

interface LoraChoice {
  readonly rank: number;
  readonly alpha: number;
  readonly reach: LoraReach;
}

/** @template Source how a file is reached. */
export type SftStart<Source> =
  | {
      readonly kind: 'scratch';
      readonly shape: ShapeName;
      /** Tokens of the vocabulary that is trained on the data; not read if there is a tokenizer. */
      readonly vocabSize: number;
      /** Files of one that was imported. */
      readonly tokenizer?: readonly Source[];
    }
  | {
      readonly kind: 'model';
      /** Files of its folder. */
      readonly files: readonly Source[];
      /** Files of a PEFT adapter, which is merged into the model first. */
      readonly adapter?: readonly Source[];
      /** Text of the token that ends an answer, where the files do not say. */
      readonly endToken?: string;
      /** Absent: all parameters are trained. */
      readonly lora?: LoraChoice;
    };

export interface SftRequest<Source> {
  readonly rows: readonly DataRow[];
  readonly unit: PlaceUnit;
  readonly start: SftStart<Source>;
  /** Longest row, tokens. */
  readonly length: number;
  /** Longest sample, tokens, EOS included. */
  readonly newTokens: number;
  readonly tooLong: TooLong;
  readonly settings: SftSettings;
}

export const sftBounds = {
  vocabSize: integer(258, 4096),
  rank: integer(1, 64),
  alpha: integer(1, 256),
  steps: integer(1, 100_000),
  rowsPerBatch: integer(1, 128),
  learningRate: real(1e-6, 0.1),
  evaluateEvery: integer(1, 10_000),
  patience: integer(0, 100),
  seed: integer(0, 4_294_967_294),
} as const;
export type SftNumber = keyof typeof sftBounds;

/** What is trained sets how fast it may go. */
export const USUAL_RATES = { scratch: 2e-3, lora: 5e-4, full: 5e-5 } as const;

export const usualNumbers: Readonly<Record<SftNumber, number>> = {
  vocabSize: 512,
  rank: 8,
  alpha: 32,
  steps: 1000,
  rowsPerBatch: 16,
  learningRate: USUAL_RATES.scratch,
  evaluateEvery: 50,
  patience: 5,
  seed: 1,
};

export const WEIGHT_DECAY = 0.01;
export const USUAL_LENGTH = 256;
