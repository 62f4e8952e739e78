// What a run trains on that the visitor gave. A run that goes on later, or elsewhere, trains on the same, whatever the
// visitor has chosen by then.
import type { RunConfig } from '../../config/schema.ts';
import { reasonOf } from '../../errors/reason.ts';
import { type Prior, readPrior, writePrior } from '../../formats/prior.ts';
import { objectives } from '../../objectives/index.ts';
import { sampleSource } from '../../objectives/method.ts';
import { type OwnNeeds, readOwnNeeds } from '../../own/workshop/own_needs.ts';

/** A reward model that the visitor trained; the page numbers them. */
export interface VisitorRewardModel {
  readonly id: number;
  readonly model: Prior;
}

export interface RunInputs {
  /** JSON lines, in place of generated pairs. */
  readonly preferences?: string;
  /** In place of the shipped one. */
  readonly rewardModel?: VisitorRewardModel;
  /** The files that a run of the visitor's own is made of, by their fingerprints. */
  readonly own?: OwnNeeds;
}

/** The inputs as files, by name. */
export type InputFiles = Readonly<Partial<Record<InputName, Uint8Array<ArrayBuffer>>>>;
export const INPUT_NAMES = [
  'preferences.jsonl',
  'reward_model/config.json',
  'reward_model/model.safetensors',
  'own.json',
] as const;
type InputName = (typeof INPUT_NAMES)[number];

/** Those that a run with these settings reads. */
export function inputsRead(config: RunConfig, { preferences, rewardModel, own }: RunInputs): RunInputs {
  const readsPairs = sampleSource(objectives[config.method], config) === 'preferences';
  return {
    preferences: readsPairs ? preferences : undefined,
    rewardModel: config.reward === 'learned' ? rewardModel : undefined,
    own: config.task === 'own' ? own : undefined,
  };
}

export function inputFiles({ preferences, rewardModel, own }: RunInputs): InputFiles {
  const encoder = new TextEncoder();
  const files = rewardModel && writePrior(rewardModel.model);
  return {
    ...(preferences !== undefined && { 'preferences.jsonl': encoder.encode(preferences) }),
    ...(files && {
      'reward_model/config.json': encoder.encode(files.config),
      'reward_model/model.safetensors': files.model,
    }),
    ...(own && { 'own.json': encoder.encode(JSON.stringify(own)) }),
  };
}

/** @param rewardModelId number of the reward model on its page. Throws a sentence on files that are no such inputs. */
export function readInputs(files: InputFiles, rewardModelId = 1): RunInputs {
  const {
    'preferences.jsonl': lines,
    'reward_model/config.json': config,
    'reward_model/model.safetensors': model,
    'own.json': own,
  } = files;
  if (!config !== !model)
    throw new Error('invalid reward model: half of it is missing (expected its config and its weights)');
  return {
    ...(lines && { preferences: textOf('preferences.jsonl', lines) }),
    ...(config && model && { rewardModel: { id: rewardModelId, model: rewardModelOf(config, model) } }),
    ...(own && { own: readOwnNeeds(textOf('own.json', own)) }),
  };
}

function textOf(name: InputName, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`invalid ${name}: another encoding (expected UTF-8)`);
  }
}

function rewardModelOf(config: Uint8Array, model: Uint8Array): Prior {
  try {
    return readPrior(textOf('reward_model/config.json', config), model);
  } catch (error) {
    throw new Error(
      `invalid reward model: ${reasonOf(error).slice(0, 200)} (expected a reward model's files)`,
    );
  }
}
