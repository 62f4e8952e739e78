// What comes of a model's folder: a plan from the headers alone, then the model; or problems.
import type { LoraShape } from '../../model/architecture.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { Parameters } from '../../model/parameters.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import type { ByteSource } from '../byte_source.ts';
import type { NumberFormat } from '../safetensors.ts';
import type { FileProblem } from './folder.ts';
import type { HeadKind } from './model_config.ts';
import type { FileRecord } from './provenance.ts';
import type { ReadingProgress } from './weights.ts';

export interface Problems {
  readonly problems: readonly FileProblem[];
}

export interface ImportOptions {
  /** Longest row of a run in tokens; absent: 256, or the model's context if that is shorter. */
  readonly runLength?: number;
  /** Text of the token that ends an answer, where the files do not say. */
  readonly endToken?: string;
  /** `score`: a sequence classifier with one label, whose score becomes our value head; default `words`. */
  readonly head?: HeadKind;
  /** Files of a PEFT adapter for the model, which is merged into it. */
  readonly adapter?: readonly ByteSource[];
}

export interface ModelPlan {
  readonly config: ModelConfig;
  readonly tokenizer: Tokenizer;
  readonly modelType: string;
  /** Number formats of its tensors. */
  readonly formats: readonly NumberFormat[];
  /** Floats. */
  readonly parameterCount: number;
  /** Bytes of its weights' files. */
  readonly fileBytes: number;
  /** What was ignored or assumed, in sentences. */
  readonly notes: readonly string[];
  /** Of the adapter that is merged into it. */
  readonly adapter?: LoraShape;
  /** Reads the weights. */
  read(progress?: ReadingProgress): Promise<ImportedModel | Problems>;
}

export interface ImportedModel {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
  readonly tokenizer: Tokenizer;
  readonly notes: readonly string[];
  readonly provenance: { readonly modelType: string; readonly files: readonly FileRecord[] };
}
