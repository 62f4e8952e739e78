// A reward model of the visitor's files, opened for rating: a sequence classifier with one label, and its own tokenizer.
import type { ByteSource } from '../../formats/byte_source.ts';
import { importModel, planModel } from '../../formats/hugging_face/import_model.ts';
import type { FileRecord } from '../../formats/hugging_face/provenance.ts';
import { architectureOf } from '../../model/decoder_shape.ts';
import type { TrainedModel } from '../../model/extend.ts';
import type { LanguageModel } from '../../model/language_model.ts';
import { scoreByClassifier } from './last_token_score.ts';
import type { ResponseScorer } from './response_scorer.ts';

export interface Classifier extends ResponseScorer {
  readonly files: readonly FileRecord[];
}

/** Another tokenizer may take more tokens for the same text. */
const ROOM = 2;

interface ClassifierOptions {
  /** Text of the token that ends an answer, where the files do not say. */
  readonly endToken?: string;
  /** Longest row of the run, in tokens of its own model. */
  readonly length: number;
  readonly createModel: (model: TrainedModel) => Promise<LanguageModel>;
}

/** Throws sentences where the files are no such model. */
export async function openClassifier(
  files: readonly ByteSource[],
  { endToken, length, createModel }: ClassifierOptions,
): Promise<Classifier> {
  const plan = await planModel(files, { head: 'score', endToken });
  if ('problems' in plan) throw new Error(plan.problems.map(({ message }) => message).join('; '));
  const { contextLimit } = architectureOf(plan.config);
  const runLength = Math.min(contextLimit, ROOM * length);
  const read = await importModel(files, { head: 'score', endToken, runLength });
  if ('problems' in read) throw new Error(read.problems.map(({ message }) => message).join('; '));
  const model = await createModel(read);
  return {
    files: read.provenance.files,
    score: (responses) => scoreByClassifier(model, read.tokenizer, responses),
    close: () => model.dispose(),
  };
}
