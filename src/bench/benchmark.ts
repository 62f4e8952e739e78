// The whole benchmark: for each shape, all contenders compute the same loss and gradient first, then they are timed in
// turns, then their GPU calls are counted.
import type { Gpu } from '../engine/gpu.ts';
import { reasonOf } from '../errors/reason.ts';
import { median } from '../math/statistics.ts';
import {
  type CreateTrainer,
  type CreateWriter,
  TRAINER_LABELS,
  type TrainerName,
  WRITER_LABELS,
  type WriterName,
} from './contender.ts';
import { callsOf, countGpuCalls, type GpuCalls } from './counting.ts';
import { measureRoofline, type Roofline } from './roofline.ts';
import { NEW_TOKENS, problemOf, SAMPLES, type Shape, shapeName, stepFlops, tokenBytes } from './shapes.ts';
import { interleaved } from './timing.ts';

export interface Measured extends GpuCalls {
  /** Median. */
  readonly ms: number;
  readonly repeats: number;
}

export interface MeasuredWriter extends Measured {
  /** Tokens that were drawn for each sample; `ms` and the calls are for one token. */
  readonly tokens: number;
}

export interface ShapeResult extends Shape {
  readonly train: Partial<Record<TrainerName, Measured>>;
  /** A token for each of 32 samples. */
  readonly generate: Partial<Record<WriterName, MeasuredWriter>>;
  /** Largest difference to the engine's gradient, as a share of its largest element. */
  readonly gradientGap: Partial<Record<TrainerName, number>>;
  readonly loss: number;
  /** Share of the roofline that a step of the engine reaches, and a token by its weights alone. */
  readonly ofRoofline: { readonly step: number; readonly token: number };
}

export interface BenchmarkResult {
  readonly adapter: Readonly<Record<string, unknown>>;
  readonly runtime: string;
  readonly date: string;
  readonly tuning: Gpu['tuning'];
  readonly roofline: Roofline;
  readonly shapes: readonly ShapeResult[];
  /** Contenders that could not run here, with the reason. */
  readonly missing: Readonly<Record<string, string>>;
}

export interface BenchmarkOptions {
  readonly gpu: Gpu;
  readonly software: boolean;
  readonly adapter: Readonly<Record<string, unknown>>;
  readonly runtime: string;
  readonly shapes: readonly Shape[];
  readonly repeats: number;
  readonly trainers: Readonly<Partial<Record<TrainerName, CreateTrainer>>>;
  readonly writers: Readonly<Partial<Record<WriterName, CreateWriter>>>;
  readonly missing?: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

const WARM_UPS = 2;
/** Agreement of single-precision gradients that are summed in different orders. */
const LARGEST_GAP = 1e-3;

async function created<Name extends string, T>(
  creators: Readonly<Partial<Record<Name, (problem: ReturnType<typeof problemOf>) => Promise<T>>>>,
  problem: ReturnType<typeof problemOf>,
  missing: Record<string, string>,
): Promise<Partial<Record<Name, T>>> {
  const result: Partial<Record<Name, T>> = {};
  for (const name of Object.keys(creators) as Name[]) {
    try {
      result[name] = await creators[name]!(problem);
    } catch (error) {
      missing[name] = reasonOf(error);
    }
  }
  return result;
}

async function trainResults(options: BenchmarkOptions, shape: Shape, missing: Record<string, string>) {
  const { say, repeats } = options;
  const trainers = await created(options.trainers, problemOf(shape), missing);
  const names = Object.keys(trainers) as TrainerName[];
  const checks = new Map<TrainerName, { loss: number; gradient: Float32Array }>();
  for (const name of names) checks.set(name, await trainers[name]!.check());
  const own = checks.get('engine')!;
  const largest = own.gradient.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
  const gradientGap: Partial<Record<TrainerName, number>> = {};
  for (const [name, { loss, gradient }] of checks) {
    const gap = gradient.reduce((max, g, i) => Math.max(max, Math.abs(g - own.gradient[i])), 0) / largest;
    if (!(gap < LARGEST_GAP) || !(Math.abs(loss - own.loss) < LARGEST_GAP))
      throw new Error(
        `${name} computes something else: loss ${loss} (expected ${own.loss}), gradient off by ${gap} of its largest element`,
      );
    gradientGap[name] = gap;
  }
  say(`  all ${names.length} agree: loss ${own.loss.toFixed(4)}`);
  const runs = Object.fromEntries(names.map((name) => [name, () => trainers[name]!.step()]));
  const times = await interleaved<TrainerName>(runs, { warmUps: WARM_UPS, repeats }, (turn, turns) =>
    say(`  training, turn ${turn} of ${turns}`),
  );
  const train: Partial<Record<TrainerName, Measured>> = {};
  for (const name of names) {
    const calls = await callsOf(() => trainers[name]!.step());
    train[name] = { ms: median(times[name]), repeats, ...calls };
    trainers[name]!.dispose();
  }
  return { train, gradientGap, loss: own.loss };
}

async function generateResults(options: BenchmarkOptions, shape: Shape, missing: Record<string, string>) {
  const { say, repeats } = options;
  const writers = await created(options.writers, problemOf(shape), missing);
  const names = Object.keys(writers) as WriterName[];
  const runs = Object.fromEntries(
    names.map((name) => [name, () => writers[name]!.write(writers[name]!.tokens)]),
  );
  const times = await interleaved<WriterName>(runs, { warmUps: 1, repeats }, (turn, turns) =>
    say(`  generation, turn ${turn} of ${turns}`),
  );
  const generate: Partial<Record<WriterName, MeasuredWriter>> = {};
  for (const name of names) {
    const { tokens } = writers[name]!;
    const { dispatches, submits } = await callsOf(() => writers[name]!.write(tokens));
    const each = (value: number) => value / tokens;
    generate[name] = {
      ms: each(median(times[name])),
      dispatches: each(dispatches),
      submits: each(submits),
      repeats,
      tokens,
    };
    writers[name]!.dispose();
  }
  return generate;
}

export async function runBenchmark(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const { gpu, software, adapter, runtime, say } = options;
  countGpuCalls();
  const missing: Record<string, string> = { ...options.missing };
  say('Roofline');
  const roofline = await measureRoofline(gpu, software);
  const shapes: ShapeResult[] = [];
  for (const shape of options.shapes) {
    say(shapeName(shape));
    const trained = await trainResults(options, shape, missing);
    const generate = await generateResults(options, shape, missing);
    const step = stepFlops(shape) / (trained.train.engine!.ms / 1000) / 1e9;
    const token = tokenBytes(shape) / (generate.engine!.ms / 1000) / 1e9;
    shapes.push({
      ...shape,
      ...trained,
      generate,
      ofRoofline: { step: step / roofline.matmulGFlops, token: token / roofline.copyGBs },
    });
  }
  const date = new Date().toISOString().slice(0, 10);
  return { adapter, runtime, date, tuning: gpu.tuning, roofline, shapes, missing };
}

/** Markdown: a table a shape, ratios to the engine. */
export function benchmarkTable(result: BenchmarkResult): string {
  const row = (name: string, one: Measured, engine: Measured) =>
    `| ${name} | ${one.ms.toFixed(one.ms < 10 ? 2 : 0)} | ${(one.ms / engine.ms).toFixed(1)} | ${Math.round(one.dispatches)} | ${one.submits.toFixed(one.submits % 1 === 0 ? 0 : 2)} | ${one.repeats} |`;
  const table = (
    title: string,
    all: Readonly<Record<string, Measured>>,
    labels: Readonly<Record<string, string>>,
  ) => [
    `| ${title} | ms | × engine | dispatches | submits | repeats |`,
    '|---|---:|---:|---:|---:|---:|',
    ...Object.entries(all).map(([name, one]) => row(labels[name], one, all.engine)),
    '',
  ];
  return result.shapes
    .flatMap((shape) => [
      `### ${shapeName(shape)}`,
      '',
      ...table('A training step', shape.train, TRAINER_LABELS),
      ...table(`One token for each of ${SAMPLES} samples`, shape.generate, WRITER_LABELS),
      `Engine: ${SAMPLES} samples of ${NEW_TOKENS} tokens in ${(shape.generate.engine!.ms * NEW_TOKENS).toFixed(0)} ms; a step reaches ${(100 * shape.ofRoofline.step).toFixed(0)} % of the measured matmul rate, a token ${(100 * shape.ofRoofline.token).toFixed(1)} % of the measured copy bandwidth by its weights alone.`,
      '',
    ])
    .concat(
      Object.entries(result.missing).map(([name, reason]) => `Could not run here: ${name} (${reason}).`),
    )
    .join('\n');
}
