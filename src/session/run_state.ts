// A run's checkpoint as bytes, without the replay: JSON, and policy, proposal and moments as flat tensors. The replay's
// groups never change, so whoever keeps many checkpoints keeps each round's once (formats/replay_groups.ts).
import * as v from 'valibot';
import { defaults } from '../config/presets.ts';
import { type RunConfig, settings } from '../config/schema.ts';
import { validateConfig } from '../config/validate.ts';
import {
  double,
  fields,
  readJsonWithTensors,
  vector,
  writeJsonWithTensors,
} from '../formats/json_with_tensors.ts';
import { FIGURE_AGES } from '../training/log_mass.ts';
import type { RunCheckpoint } from './run_checkpoint.ts';

export type RunState = Omit<RunCheckpoint, 'replay'>;

const WHAT = 'state of a checkpoint';

const TRUTH = 'true or false';
const WHOLE = 'a whole number of 0 or more';
const count = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(0, WHOLE));
const stream = fields({
  key: count,
  words: v.pipe(
    v.array(v.pipe(v.number('integers'), v.safeInteger('integers')), 'integers'),
    v.length(4, '4'),
  ),
});
const config = v.record(v.string(), v.union([v.string(), v.number()], 'settings'), 'settings');
const rollingMean = fields({ values: v.array(v.nullable(double), 'numbers'), sum: double });

const stateSchema = fields({
  round: v.pipe(count, v.minValue(1, 'a whole number of 1 or more')),
  stepInRound: count,
  step: count,
  evaluatedAt: count,
  proposalIsBehind: v.boolean(TRUTH),
  promptStream: stream,
  batchStream: stream,
  partition: v.array(fields({ key: count, logSum: double, count }), 'sums'),
  method: v.optional(v.record(v.string(), v.union([double, v.array(double)], 'a number or numbers'))),
  redraw: v.optional(fields({ drawnWith: config, scoredWith: v.optional(config) })),
  optimiserStep: count,
  counters: fields({
    sampleMs: double,
    stepMs: double,
    otherMs: double,
    sampledTokens: count,
    trainedTokens: count,
    samplesDrawn: count,
    skippedSteps: count,
    skippedInARow: count,
  }),
  runOff: fields({
    masses: v.pipe(
      v.array(rollingMean, 'means'),
      v.length(FIGURE_AGES.length, `${FIGURE_AGES.length} means`),
    ),
    asked: rollingMean,
    entropy: rollingMean,
    warned: v.boolean(TRUTH),
  }),
});

export function encodeState({ policy, proposal, optimiser, ...rest }: RunState): Uint8Array<ArrayBuffer> {
  const { first, second, step: optimiserStep } = optimiser;
  const tensors = Object.entries({ policy, proposal, first, second }).map(
    ([name, values]) => [name, { shape: [values.length], values }] as const,
  );
  return writeJsonWithTensors({ ...rest, optimiserStep }, new Map(tensors));
}

/** Whole settings, each within its bounds. */
function checkedConfig(raw: Readonly<Record<string, string | number>>): RunConfig {
  const missing = Object.keys(settings).find((key) => !Object.hasOwn(raw, key));
  const { config: checked, problems } = validateConfig(raw, defaults.strings);
  const problem = missing ? `no ${missing} (expected every setting)` : problems[0];
  if (problem) throw new Error(`invalid ${WHAT}: ${problem}`);
  return checked;
}

/** Throws on bytes that no run has given. Whether they are of this run's model and method its `open` will say. */
export function decodeState(bytes: Uint8Array): RunState {
  const { json, tensors } = readJsonWithTensors(bytes, stateSchema, WHAT);
  const { optimiserStep, redraw, ...rest } = json;
  const size = tensors.get('policy')?.values.length ?? 0;
  const flat = (name: string) => {
    const values = vector(tensors, name, size, WHAT);
    if (values instanceof Float32Array) return values;
    throw new Error(`invalid ${WHAT}: tensor ${name} of doubles (expected singles)`);
  };
  return {
    ...rest,
    redraw: redraw && {
      drawnWith: checkedConfig(redraw.drawnWith),
      scoredWith: redraw.scoredWith && checkedConfig(redraw.scoredWith),
    },
    policy: flat('policy'),
    proposal: flat('proposal'),
    optimiser: { step: optimiserStep, first: flat('first'), second: flat('second') },
  };
}
