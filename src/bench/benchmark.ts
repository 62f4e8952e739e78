// The whole benchmark. For each shape all contenders first compute the same loss and gradient; then they are timed in
// turns, and their GPU calls are counted. A training step is the one that the playground takes.
import type { Gpu } from '../engine/gpu.ts';
import { callsOf, countGpuCalls, type GpuCalls } from '../engine/gpu_calls.ts';
import { reasonOf } from '../errors/reason.ts';
import { median } from '../math/statistics.ts';
import type { CreateTrainer, CreateWriter, Trainer, TrainerName, WriterName } from './contender.ts';
import { measureRoofline, type Roofline } from './roofline.ts';
import { problemOf, type Shape, shapeName, stepFlops, tokenBytes } from './shapes.ts';

export interface Measured extends GpuCalls {
  /** Median. */
  readonly ms: number;
  readonly repeats: number;
}

interface MeasuredWriter extends Measured {
  /** Tokens drawn for each sample; `ms` and the calls are for one token. */
  readonly tokens: number;
}

interface ShapeResult extends Shape {
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
/** Single-precision gradients summed in different orders agree to this. */
const LARGEST_GAP = 1e-3;

/**
 * Milliseconds of every repetition, by contender, without warm-ups. Each contender runs once in every turn, so whatever
 * else the machine does falls on all of them.
 */
export async function interleaved<Name extends string>(
  contenders: Readonly<Partial<Record<Name, () => Promise<unknown>>>>,
  { warmUps, repeats }: { readonly warmUps: number; readonly repeats: number },
  said: (turn: number, turns: number) => void = () => {},
): Promise<Record<Name, number[]>> {
  const entries = Object.entries(contenders) as [Name, () => Promise<unknown>][];
  const times = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<Name, number[]>;
  const turns = warmUps + repeats;
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, run] of entries) {
      const start = performance.now();
      await run();
      if (turn >= warmUps) times[name].push(performance.now() - start);
    }
    said(turn + 1, turns);
  }
  return times;
}

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

/** The host has the log-probs before it gives the coefficients, as in every method of the playground. */
async function trainingStep(trainer: Trainer, coefficients: Float32Array): Promise<void> {
  await trainer.logProbs();
  await trainer.backward(coefficients);
  await trainer.step();
}

/** Loss and gradient of one step, which is taken. */
async function checkedStep(trainer: Trainer, coefficients: Float32Array) {
  const logProbs = await trainer.logProbs();
  const loss = -logProbs.reduce((sum, logProb, i) => sum + coefficients[i] * logProb, 0);
  await trainer.backward(coefficients);
  const gradient = await trainer.gradient();
  await trainer.step();
  return { loss, gradient };
}

async function trainResults(options: BenchmarkOptions, shape: Shape, missing: Record<string, string>) {
  const { say, repeats } = options;
  const problem = problemOf(shape);
  const { coefficients } = problem;
  const trainers = await created(options.trainers, problem, missing);
  const names = Object.keys(trainers) as TrainerName[];
  const checks = new Map<TrainerName, { loss: number; gradient: Float32Array }>();
  for (const name of names) checks.set(name, await checkedStep(trainers[name]!, coefficients));
  const ofEngine = checks.get('engine')!;
  const largest = ofEngine.gradient.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
  const gradientGap: Partial<Record<TrainerName, number>> = {};
  for (const [name, { loss, gradient }] of checks) {
    const gap =
      gradient.reduce((max, g, i) => Math.max(max, Math.abs(g - ofEngine.gradient[i])), 0) / largest;
    if (!(gap < LARGEST_GAP) || !(Math.abs(loss - ofEngine.loss) < LARGEST_GAP))
      throw new Error(
        `${name} computes something else: loss ${loss} (expected ${ofEngine.loss}), gradient off by ${gap} of its largest element`,
      );
    gradientGap[name] = gap;
  }
  say(`  all ${names.length} agree: loss ${ofEngine.loss.toFixed(4)}`);
  const step = (name: TrainerName) => trainingStep(trainers[name]!, coefficients);
  const runs = Object.fromEntries(names.map((name) => [name, () => step(name)]));
  const times = await interleaved<TrainerName>(runs, { warmUps: WARM_UPS, repeats }, (turn, turns) =>
    say(`  training, turn ${turn} of ${turns}`),
  );
  const train: Partial<Record<TrainerName, Measured>> = {};
  for (const name of names) {
    const calls = await callsOf(() => step(name));
    train[name] = { ms: median(times[name]), repeats, ...calls };
    trainers[name]!.dispose();
  }
  return { train, gradientGap, loss: ofEngine.loss };
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
    const { dispatches, submits, readBacks } = await callsOf(() => writers[name]!.write(tokens));
    generate[name] = {
      ms: median(times[name]) / tokens,
      dispatches: dispatches / tokens,
      submits: submits / tokens,
      readBacks: readBacks / tokens,
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
