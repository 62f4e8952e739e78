// A shipped model on disk, prior or reward model: config.json (architecture and mask), model.safetensors (GPT-2 names).
import * as v from 'valibot';
import { areFinite } from '../math/statistics.ts';
import type { ModelConfig } from '../model/config.ts';
import { type Parameters, parameterViews } from '../model/parameters.ts';
import type { TaskName } from '../tasks/task.ts';
import { type NumberFormat, readSafetensors, writeSafetensors } from './safetensors.ts';

const size = v.pipe(v.number(), v.integer(), v.minValue(1));
const configSchema = v.strictObject({
  vocabSize: size,
  contextLength: size,
  width: size,
  layers: size,
  heads: size,
  valueHead: v.optional(v.boolean()),
  allowed: v.optional(v.array(v.nullable(v.array(v.pipe(v.number(), v.integer(), v.minValue(0)))))),
});

export interface Prior {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
}

/** A gameable reward model has met no careless writing; only sentiment ships one. */
export type ModelPart = 'prior' | 'reward' | 'gameable';
const FOLDERS: Readonly<Record<ModelPart, string>> = {
  prior: '',
  reward: '/reward',
  gameable: '/reward/gameable',
};

/** Folder under models/. The reward model's lies inside the prior's. */
export const modelFolder = (task: TaskName, part: ModelPart): string => `${task}${FOLDERS[part]}`;

/** Lists of numbers on one line each: a mask has hundreds. */
const configText = (config: ModelConfig) =>
  JSON.stringify(config, null, 2).replace(/\[[\d,\s]+\]/g, (list) => list.replace(/\s+/g, ''));

/** @param format F16 rounds the weights. */
export function writePrior(
  { config, parameters }: Prior,
  format: NumberFormat = 'F32',
): {
  config: string;
  model: Uint8Array<ArrayBuffer>;
} {
  const tensors = new Map(
    parameters.views.map(({ name, shape, offset, size: count }) => [
      name,
      { shape, values: parameters.values.subarray(offset, offset + count) },
    ]),
  );
  return {
    config: `${configText(config)}\n`,
    model: writeSafetensors(tensors, { format: 'pt' }, format),
  };
}

/** Throws if a tensor is missing, unknown, of another shape, or not finite. */
export function readPrior(configText: string, model: Uint8Array): Prior {
  const parsed = v.safeParse(configSchema, JSON.parse(configText));
  if (!parsed.success)
    throw new Error(
      `invalid config.json: ${v.getDotPath(parsed.issues[0]) ?? ''} ${parsed.issues[0].message}`,
    );
  const config: ModelConfig = parsed.output;
  const views = parameterViews(config);
  const tensors = new Map(readSafetensors(model));
  const last = views[views.length - 1];
  const values = new Float32Array(last.offset + last.size);
  for (const { name, shape, offset } of views) {
    const tensor = tensors.get(name);
    if (!tensor || tensor.shape.join() !== shape.join())
      throw new Error(
        `invalid tensor ${name}: ${tensor ? `[${tensor.shape}]` : 'missing'} (expected [${shape}])`,
      );
    if (!areFinite(tensor.values)) throw new Error(`invalid tensor ${name}: not finite (expected numbers)`);
    values.set(tensor.values, offset);
    tensors.delete(name);
  }
  if (tensors.size > 0) throw new Error(`unknown tensors: ${[...tensors.keys()].join(', ')}`);
  return { config, parameters: { views, values } };
}
