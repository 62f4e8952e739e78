// Supervised training of a visitor's own from start to folder: vocabulary, rows, model, steps, and the model as files.
import type { ByteSource } from '../../formats/byte_source.ts';
import { importModel, planModel } from '../../formats/hugging_face/import_model.ts';
import { importTokenizer } from '../../formats/hugging_face/import_tokenizer.ts';
import type { Problems } from '../../formats/hugging_face/imported_model.ts';
import { writeModelFolder } from '../../formats/hugging_face/write_model.ts';
import type { WrittenFile } from '../../formats/hugging_face/written_file.ts';
import { loraTargets } from '../../model/adapters.ts';
import { type TrainedModel, withAdapters } from '../../model/extend.ts';
import type { LanguageModel } from '../../model/language_model.ts';
import { initialParameters, parameterCount } from '../../model/parameters.ts';
import { Stream } from '../../random/stream.ts';
import type { Tokenizer } from '../../tokenizer/tokenizer.ts';
import { type SftEvent, type SftState, SupervisedTraining } from '../../training/sft/sft.ts';
import type { SftRequest, SftStart } from './sft_request.ts';
import { scratchConfig } from './shapes.ts';
import { ownVocabulary, type SetProgress, type TrainingSet, trainingSet } from './training_set.ts';

export interface WrittenSample {
  readonly prompt: string;
  readonly text: string;
  /** False: cut at the length limit. */
  readonly ended: boolean;
}

export type SftProgress =
  | SetProgress
  /** Before the first step. */
  | { readonly kind: 'ready'; readonly parameters: number; readonly notes: readonly string[] }
  | Extract<SftEvent, { kind: 'step' }>
  | (Omit<Extract<SftEvent, { kind: 'evaluation' }>, 'samples'> & {
      readonly samples: readonly WrittenSample[];
    });

export interface FineTuned {
  /** A folder that `importModel` and transformers load; adapters are merged into it. */
  readonly files: readonly WrittenFile[];
  /** What the folder cannot hold, in sentences. */
  readonly notes: readonly string[];
  readonly steps: number;
  /** The step that the parameters are of, and its held-out loss; absent without held-out rows: the last step. */
  readonly lowest?: { readonly step: number; readonly validationLoss: number };
}

export interface FineTuning {
  readonly createModel: (model: TrainedModel) => Promise<LanguageModel>;
  /** Called at every event, and awaited: a caller tells it, and may pause there. */
  readonly tell: (progress: SftProgress) => Promise<void> | void;
  /** Given before the first step, so that a caller can stop and save. */
  readonly onTraining?: (training: Pick<SupervisedTraining, 'stop' | 'save'>) => void;
  /** Goes on from a state that the same request has saved. */
  readonly state?: SftState;
}

interface Start extends TrainedModel {
  readonly tokenizer: Tokenizer;
}

async function givenTokenizer(files: readonly ByteSource[]): Promise<Tokenizer> {
  const folder = new Map(files.map((file) => [file.name, file]));
  const { tokenizer } = await importTokenizer(folder, { rows: Number.MAX_SAFE_INTEGER, ids: {} });
  return tokenizer;
}

type Tell = (progress: SetProgress) => void;

async function scratchTokenizer(
  { rows }: SftRequest<ByteSource>,
  start: Extract<SftStart<ByteSource>, { kind: 'scratch' }>,
  tell: Tell,
): Promise<Tokenizer> {
  return start.tokenizer ? givenTokenizer(start.tokenizer) : ownVocabulary(rows, start.vocabSize, tell);
}

function refused({ problems }: Problems): Error {
  return new Error(problems.map(({ message }) => message).join('; '));
}

const importOptions = (
  { length }: SftRequest<ByteSource>,
  { endToken, adapter }: Extract<SftStart<ByteSource>, { kind: 'model' }>,
) => ({ runLength: length, endToken, adapter });

/** The tokenizer alone: of a model's weights nothing is read. */
export async function startTokenizer(request: SftRequest<ByteSource>, tell: Tell): Promise<Tokenizer> {
  const { start } = request;
  if (start.kind === 'scratch') return scratchTokenizer(request, start, tell);
  const plan = await planModel(start.files, importOptions(request, start));
  if ('problems' in plan) throw refused(plan);
  return plan.tokenizer;
}

async function startOf(request: SftRequest<ByteSource>, tell: Tell): Promise<Start> {
  const { start, length, settings } = request;
  const stream = Stream.fromSeed(settings.seed).split('initial', 'sft');
  if (start.kind === 'scratch') {
    const tokenizer = await scratchTokenizer(request, start, tell);
    const config = scratchConfig(start.shape, tokenizer.vocabSize, length);
    return { tokenizer, config, parameters: initialParameters(config, stream) };
  }
  const model = await importModel(start.files, importOptions(request, start));
  if ('problems' in model) throw refused(model);
  const { tokenizer, config, parameters } = model;
  const { lora } = start;
  if (!lora) return { tokenizer, config, parameters };
  const shape = { rank: lora.rank, alpha: lora.alpha, targets: loraTargets(config, lora.reach) };
  return { tokenizer, ...withAdapters({ config, parameters }, shape, stream) };
}

function written(event: SftEvent, { promptTexts }: TrainingSet, tokenizer: Tokenizer): SftProgress {
  if (event.kind === 'step') return event;
  const samples = event.samples.map(({ tokens }, i) => ({
    prompt: promptTexts[i],
    text: tokenizer.decode(Array.from(tokens)),
    ended: tokens.at(-1) === tokenizer.eos,
  }));
  return { ...event, samples };
}

/** Throws a sentence where nothing can be learnt, where files are not taken, and where a gradient is not finite. */
export async function fineTune(
  request: SftRequest<ByteSource>,
  { createModel, tell, onTraining, state }: FineTuning,
): Promise<FineTuned> {
  const { tokenizer, config, parameters } = await startOf(request, tell);
  if (request.length > config.contextLength)
    throw new Error(
      `invalid length: ${request.length} tokens (expected at most ${config.contextLength}, as the model was made for)`,
    );
  const set = await trainingSet(request, tokenizer, tell);
  const model = await createModel({ config, parameters });
  try {
    const training = new SupervisedTraining(model, set.rows, request.settings, set.plan);
    if (state) training.load(state);
    onTraining?.(training);
    await tell({ kind: 'ready', parameters: parameterCount(config), notes: set.notes });
    let steps = state?.step ?? 0;
    for await (const event of training.events()) {
      steps = event.step;
      await tell(written(event, set, tokenizer));
    }
    const trained = { ...(await model.snapshot()), frozen: parameters.frozen };
    const folder = writeModelFolder(
      { config, parameters: trained, tokenizer, newTokens: request.newTokens },
      { merged: true },
    );
    return { ...folder, steps, lowest: training.lowest };
  } finally {
    model.dispose();
  }
}
