// The whole benchmark. For each shape all contenders first compute the same loss and gradient; then they are timed in
// turns, and their GPU calls are counted. A training step is the one that the playground takes. Without WebGPU the
// contenders on the CPU compete alone.
import type { Gpu } from '../engine/gpu.ts';
import { callsOf, countGpuCalls, type GpuCalls } from '../engine/gpu_calls.ts';
import { reasonOf } from '../errors/reason.ts';
import { median } from '../math/statistics.ts';
import type { TaskName } from '../tasks/task.ts';
import { brainBatch } from './brain_step.ts';
import {
  type CreateStepper,
  type CreateTrainer,
  type CreateWriter,
  PLACES,
  type Place,
  rowsIn,
  type Stepper,
  type StepperName,
  type Trainer,
  type TrainerName,
  type Writer,
  type WriterName,
} from './contender.ts';
import { measureRoofline, type Roofline } from './roofline.ts';
import { type Problem, problemOf, type Shape, shapeName, stepFlops, tokenBytes } from './shapes.ts';

export interface Measured extends GpuCalls {
  /** Median, for one step or one token. */
  readonly ms: number;
  readonly repeats: number;
}

export interface ShapeResult extends Shape {
  readonly train: Partial<Record<TrainerName, Measured>>;
  /** A token for each of 32 samples. */
  readonly generate: Partial<Record<WriterName, Measured>>;
  /** Largest difference to the first contender's gradient, as a share of its largest element. */
  readonly gradientGap: Partial<Record<TrainerName, number>>;
  readonly loss: number;
  /** Share of the roofline that a step of the GPU engine reaches where it is sent ahead, and a token by its weights alone. */
  readonly ofRoofline?: { readonly step: number; readonly token: number };
}

/** The adapter behind the GPU's contenders. */
interface AdapterResult {
  readonly details: Readonly<Record<string, unknown>>;
  /** It computes on the CPU: its figures say nothing about a graphics card. */
  readonly software: boolean;
  /** Earlier records lack the workgroup memory. */
  readonly tuning: Omit<Gpu['tuning'], 'workgroupBytes'> & Partial<Gpu['tuning']>;
  readonly roofline: Roofline;
}

export interface BenchmarkResult {
  /** What was typed; absent on the page. */
  readonly command?: string;
  /** Absent without WebGPU. */
  readonly gpu?: AdapterResult;
  readonly runtime: string;
  /** Cores that the runtime reports. */
  readonly cores: number;
  readonly date: string;
  readonly shapes: readonly ShapeResult[];
  /** A BRAIn step as the page takes it, on this batch. */
  readonly brain: { readonly batch: string; readonly steps: Partial<Record<StepperName, Measured>> };
  /** Contenders that could not run here, with the reason. */
  readonly missing: Readonly<Record<string, string>>;
}

export interface BenchmarkOptions {
  readonly gpu?: {
    readonly gpu: Gpu;
    readonly software: boolean;
    readonly details: Readonly<Record<string, unknown>>;
  };
  readonly runtime: string;
  readonly cores: number;
  readonly shapes: readonly Shape[];
  readonly repeats: number;
  readonly brainTask: TaskName;
  readonly trainers: Readonly<Partial<Record<TrainerName, CreateTrainer>>>;
  readonly writers: Readonly<Partial<Record<WriterName, CreateWriter>>>;
  readonly steppers: Readonly<Partial<Record<StepperName, CreateStepper>>>;
  readonly missing?: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

/** Single-precision gradients summed in different orders agree to this. */
const LARGEST_GAP = 1e-3;

/** Work to time; resolves with the number of pieces done (steps, tokens). */
type Piecework = () => Promise<number>;

/**
 * Milliseconds a piece of every repetition, by contender. Each contender runs once in every turn, so whatever else the
 * machine does falls on all of them. It runs untimed just before. So nobody pays for the caches and the garbage that the
 * last one left, or for cores that slept meanwhile.
 */
export async function interleaved<Name extends string>(
  contenders: Readonly<Partial<Record<Name, Piecework>>>,
  repeats: number,
  said: (turn: number) => void = () => {},
): Promise<Record<Name, number[]>> {
  const entries = Object.entries(contenders) as [Name, Piecework][];
  const times = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let turn = 1; turn <= repeats; turn++) {
    for (const [name, run] of entries) {
      await run();
      const start = performance.now();
      const pieces = await run();
      times[name].push((performance.now() - start) / pieces);
    }
    said(turn);
  }
  return times;
}

/**
 * Medians, and the GPU's calls of one more run. The adapter's contenders take turns among themselves, and so do the
 * CPU's: what a software adapter still does in the background would fall on whoever comes next.
 */
async function measured<Name extends string>(
  contenders: Readonly<Partial<Record<Name, Piecework>>>,
  { repeats, say }: Pick<BenchmarkOptions, 'repeats' | 'say'>,
  what: string,
): Promise<Partial<Record<Name, Measured>>> {
  const result: Partial<Record<Name, Measured>> = {};
  for (const place of Object.keys(PLACES) as Place[]) {
    const rows = rowsIn(place, contenders as Readonly<Record<string, Piecework>>) as [Name, Piecework][];
    if (rows.length > 0) Object.assign(result, await measuredRows(rows, repeats, say, what));
  }
  return result;
}

async function measuredRows<Name extends string>(
  rows: readonly [Name, Piecework][],
  repeats: number,
  say: BenchmarkOptions['say'],
  what: string,
): Promise<Partial<Record<Name, Measured>>> {
  const contenders = Object.fromEntries(rows) as Partial<Record<Name, Piecework>>;
  const times = await interleaved(contenders, repeats, (turn) =>
    say(`  ${what}, ${rows.length} contenders, turn ${turn} of ${repeats}`),
  );
  const result: Partial<Record<Name, Measured>> = {};
  for (const [name, run] of rows) {
    let pieces = 1;
    const { dispatches, submits, readBacks } = await callsOf(async () => {
      pieces = await run();
    });
    result[name] = {
      ms: median(times[name]),
      dispatches: dispatches / pieces,
      submits: submits / pieces,
      readBacks: readBacks / pieces,
      repeats,
    };
  }
  return result;
}

/** All that can be made here and prove it, with the proof; the others go to `missing`. */
async function created<Name extends string, T, Proof>(
  creators: Readonly<Partial<Record<Name, () => Promise<T>>>>,
  missing: Record<string, string>,
  prove: (contender: T) => Promise<Proof>,
): Promise<{ readonly made: [Name, T][]; readonly proofs: [Name, Proof][] }> {
  const made: [Name, T][] = [];
  const proofs: [Name, Proof][] = [];
  for (const name of Object.keys(creators) as Name[]) {
    try {
      const contender = await creators[name]!();
      proofs.push([name, await prove(contender)]);
      made.push([name, contender]);
    } catch (error) {
      missing[name] = reasonOf(error);
    }
  }
  return { made, proofs };
}

/** Creators with the problem given. */
const forProblem = <Name extends string, T>(
  creators: Readonly<Partial<Record<Name, (problem: Problem) => Promise<T>>>>,
  problem: Problem,
) =>
  Object.fromEntries(
    (Object.keys(creators) as Name[]).map((name) => [name, () => creators[name]!(problem)]),
  ) as Partial<Record<Name, () => Promise<T>>>;

const piecework = <Name extends string, T>(
  made: readonly [Name, T][],
  run: (contender: T) => Promise<number>,
) =>
  Object.fromEntries(made.map(([name, contender]) => [name, () => run(contender)])) as Partial<
    Record<Name, Piecework>
  >;

/** Steps in a row of a trainer that does not wait for the host. */
const IN_A_ROW = 4;

/** The host has the log-probs before it gives the coefficients, as in every method of the playground. */
async function trainingStep(trainer: Trainer, coefficients: Float32Array): Promise<number> {
  if (trainer.steps) {
    await trainer.steps(IN_A_ROW);
    return IN_A_ROW;
  }
  await trainer.logProbs();
  await trainer.backward(coefficients);
  await trainer.step();
  return 1;
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

type Checked = Awaited<ReturnType<typeof checkedStep>>;

/** Sorts out who computes something else than the first. */
function agreement([[, expected], ...others]: readonly [TrainerName, Checked][]) {
  const largest = expected.gradient.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
  const gradientGap: Partial<Record<TrainerName, number>> = {};
  const disagreeing: Partial<Record<TrainerName, string>> = {};
  for (const [name, { loss, gradient }] of others) {
    const gap =
      gradient.reduce((max, g, i) => Math.max(max, Math.abs(g - expected.gradient[i])), 0) / largest;
    if (gap < LARGEST_GAP && Math.abs(loss - expected.loss) < LARGEST_GAP) gradientGap[name] = gap;
    else
      disagreeing[name] =
        `it computes something else: loss ${loss} (expected ${expected.loss}), gradient off by ${gap} of its largest element`;
  }
  return { gradientGap, disagreeing, loss: expected.loss };
}

async function trainResults(options: BenchmarkOptions, shape: Shape, missing: Record<string, string>) {
  const problem = problemOf(shape);
  const { coefficients } = problem;
  const { made, proofs } = await created(forProblem(options.trainers, problem), missing, (trainer: Trainer) =>
    checkedStep(trainer, coefficients),
  );
  const { disagreeing, ...agreed } = agreement(proofs);
  Object.assign(missing, disagreeing);
  const agreeing = made.filter(([name]) => !(name in disagreeing));
  options.say(`  ${agreeing.length} of ${made.length} agree: loss ${agreed.loss.toFixed(4)}`);
  const runs = piecework(agreeing, (trainer) => trainingStep(trainer, coefficients));
  const train = await measured<TrainerName>(runs, options, 'training');
  for (const [, trainer] of made) trainer.dispose();
  return { train, disagreeing, ...agreed };
}

/** @param disagreeing do not write either: what they compute is wrong at this shape. */
async function generateResults(
  options: BenchmarkOptions,
  shape: Shape,
  missing: Record<string, string>,
  disagreeing: object,
) {
  const trusted = Object.entries(options.writers).filter(([name]) => !(name in disagreeing));
  const creators = forProblem<WriterName, Writer>(Object.fromEntries(trusted), problemOf(shape));
  const { made } = await created(creators, missing, (writer: Writer) => writer.write(1));
  const runs = piecework(made, async (writer) => {
    await writer.write(writer.tokens);
    return writer.tokens;
  });
  const generate = await measured<WriterName>(runs, options, 'generation');
  for (const [, writer] of made) writer.dispose();
  return generate;
}

async function brainResults(options: BenchmarkOptions, missing: Record<string, string>) {
  const batch = brainBatch(options.brainTask);
  options.say(`BRAIn, ${batch}`);
  const { made } = await created(options.steppers, missing, (stepper: Stepper) => stepper.steps());
  const runs = piecework(made, (stepper) => stepper.steps());
  const steps = await measured<StepperName>(runs, options, 'BRAIn');
  for (const [, stepper] of made) stepper.dispose();
  return { batch, steps };
}

function shareOf(shape: Shape, { train, generate }: ShapeTimes, { fmaGFlops, copyGBs }: Roofline) {
  const [step, token] = [train.engineAhead ?? train.engine, generate.engine];
  if (!step || !token) return undefined;
  return {
    step: stepFlops(shape) / (step.ms / 1000) / 1e9 / fmaGFlops,
    token: tokenBytes(shape) / (token.ms / 1000) / 1e9 / copyGBs,
  };
}
type ShapeTimes = Pick<ShapeResult, 'train' | 'generate'>;

async function adapterResult({ gpu, say }: BenchmarkOptions): Promise<AdapterResult | undefined> {
  if (!gpu) return undefined;
  countGpuCalls();
  say('Roofline');
  const { software, details } = gpu;
  return { details, software, tuning: gpu.gpu.tuning, roofline: await measureRoofline(gpu.gpu, software) };
}

export async function runBenchmark(options: BenchmarkOptions): Promise<BenchmarkResult> {
  const { runtime, cores, say } = options;
  const missing: Record<string, string> = { ...options.missing };
  const gpu = await adapterResult(options);
  const shapes: ShapeResult[] = [];
  for (const shape of options.shapes) {
    say(shapeName(shape));
    const { disagreeing, ...trained } = await trainResults(options, shape, missing);
    const generate = await generateResults(options, shape, missing, disagreeing);
    const times = { train: trained.train, generate };
    shapes.push({
      ...shape,
      ...trained,
      generate,
      ofRoofline: gpu && shareOf(shape, times, gpu.roofline),
    });
  }
  const brain = await brainResults(options, missing);
  const date = new Date().toISOString().slice(0, 10);
  return { gpu, runtime, cores, date, shapes, brain, missing };
}
