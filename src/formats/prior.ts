// A shipped model on disk, prior or reward model: config.json (architecture and mask), model.safetensors (GPT-2 names).
import * as v from 'valibot';
import { areFinite } from '../math/statistics.ts';
import type { ModelConfig } from '../model/config.ts';
import { modelConfigProblem } from '../model/config_problem.ts';
import { type Parameters, parameterCount, parameterViews } from '../model/parameters.ts';
import { quoted } from '../settings/parse.ts';
import type { TaskName } from '../tasks/task.ts';
import { type NumberFormat, readSafetensors, writeSafetensors } from './safetensors.ts';

/** What a model is: it writes, or its value head rates what is written. */
const KINDS = ['prior', 'reward'] as const;
type ModelKind = (typeof KINDS)[number];
/** To be raised when older pages could not read a model. */
const FORMAT = 1;

const WHOLE = 'a whole number of 1 or more';
const size = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(1, WHOLE));
const token = v.pipe(v.number('a token'), v.safeInteger('a token'), v.minValue(0, 'a token'));
const configSchema = v.strictObject(
  {
    kind: v.picklist(KINDS, KINDS.join(' or ')),
    format: v.literal(FORMAT, String(FORMAT)),
    vocabSize: size,
    contextLength: size,
    width: size,
    layers: size,
    heads: size,
    valueHead: v.optional(v.boolean('true or false')),
    allowed: v.optional(v.array(v.nullable(v.array(token, 'tokens')), 'a list for each position')),
  },
  // The schema says `never` of a key that it does not know.
  ({ expected, received }) =>
    expected === 'never' ? 'no such field' : received === 'undefined' ? 'this field' : 'an object',
);

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

const kindOf = ({ valueHead }: Pick<ModelConfig, 'valueHead'>): ModelKind => (valueHead ? 'reward' : 'prior');

/** Lists of numbers on one line each: a mask has hundreds. */
const configText = (config: ModelConfig) =>
  JSON.stringify({ kind: kindOf(config), format: FORMAT, ...config }, null, 2).replace(
    /\[[\d,\s]+\]/g,
    (list) => list.replace(/\s+/g, ''),
  );

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

const refusal = (field: string, got: unknown, expected: string) =>
  new Error(
    `invalid config.json: ${field} ${got === undefined ? '(missing)' : quoted(got)} (expected ${expected})`,
  );

function parsedConfig(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`invalid config.json: ${quoted(text)} (expected JSON)`);
  }
}

/**
 * Throws before any memory is taken. A file holds at least two bytes a parameter, which bounds what it can ask for.
 * @param modelBytes length of the file of its weights.
 */
export function readModelConfig(text: string, modelBytes: number): ModelConfig {
  const parsed = v.safeParse(configSchema, parsedConfig(text));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw refusal(quoted(v.getDotPath(issue) ?? 'the whole'), issue.input, issue.message);
  }
  const { kind, format: _, ...config } = parsed.output;
  if (kind !== kindOf(config)) throw refusal('kind', kind, `${kindOf(config)}, by its valueHead`);
  const problem = modelConfigProblem(config);
  if (problem) throw new Error(`invalid config.json: ${problem}`);
  const count = parameterCount(config);
  if (2 * count > modelBytes)
    throw new Error(
      `invalid config.json: ${count} parameters (expected at most ${Math.floor(modelBytes / 2)}, as the file of ${modelBytes} bytes can hold)`,
    );
  return config;
}

/** Throws if a tensor is missing, unknown, of another shape, or not finite. @param wanted what it should be; absent: any. */
export function readPrior(configText: string, model: Uint8Array, wanted?: ModelKind): Prior {
  const config = readModelConfig(configText, model.length);
  if (wanted && kindOf(config) !== wanted) throw refusal('kind', kindOf(config), wanted);
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
  if (tensors.size > 0)
    throw new Error(
      `invalid tensor ${quoted([...tensors.keys()][0])}: unknown (expected those of config.json)`,
    );
  return { config, parameters: { views, values } };
}
