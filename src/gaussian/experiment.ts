// The experiment of section 7.3 in float64: for each proposal N(theta, 1) it repeats five estimates from the same draws,
// and measures their moments. Each theta has its own stream, so a changed theta moves its draws and leaves the others.
import { InvalidGroupError } from '../objectives/checks.ts';
import { Stream } from '../random/stream.ts';
import { ESTIMATORS, type EstimatorName, policyWeight, targetWeight } from './estimators.ts';
import { type GaussianPoint, gdcppVariance, gdcVariance, trueGradient } from './exact.ts';
import { type OwnRule, ownCoefficients } from './own_rule.ts';
import { type GaussianOptions, validateGaussian } from './settings.ts';
import { QUANTITIES, type Quantity, type SummaryWithErrors, summarise } from './summary.ts';

type Curves = Readonly<Record<Quantity, readonly number[]>>; // each [thetas]

interface EstimatorCurves extends Curves {
  readonly standardError: Curves;
}

export type GaussianResult = {
  readonly theta: readonly number[];
  /** Closed forms; both are unbiased, so the MSE is the variance. */
  readonly exact: Readonly<Record<'gdc' | 'gdc++', { readonly variance: readonly number[] }>>;
  /** The visitor's rule, if one was asked for and weighs every group. */
  readonly own?: EstimatorCurves;
  /** Why it does not. */
  readonly ownProblem?: string;
} & Readonly<Record<EstimatorName, EstimatorCurves>>;

export type ShownEstimator = EstimatorName | 'own';

/** The estimators of a result; an own rule is the last. */
export const estimatorsOf = ({ own }: Pick<GaussianResult, 'own'>): readonly ShownEstimator[] =>
  own ? [...ESTIMATORS, 'own'] : ESTIMATORS;

/** Draws in a slice, about 2 ms. */
const DRAWS_PER_SLICE = 20_000;

export function runGaussian(options: GaussianOptions): GaussianResult {
  const slices = gaussianSlices(options);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

/** Runs in slices and yields the share done, so that a worker can drop an outdated request. */
export function* gaussianSlices(options: GaussianOptions): Generator<number, GaussianResult> {
  validateGaussian(options);
  const { samples, repeats, thetas, policyMean, seed } = options;
  const root = Stream.fromSeed(seed);
  const estimates = ESTIMATORS.map(() => new Float64Array(repeats)); // [estimators][repeats]
  const repeatsPerSlice = Math.min(repeats, Math.ceil(DRAWS_PER_SLICE / samples));
  const noise = new Float64Array(repeatsPerSlice * samples);
  const summaries: SummaryWithErrors[][] = []; // [thetas][estimators]
  const own = options.own && new OwnEstimates(options.own, repeats);
  for (const [index, theta] of thetas.entries()) {
    const stream = root.split('theta', index);
    for (let done = 0; done < repeats; done += repeatsPerSlice) {
      const slice = noise.subarray(0, Math.min(repeatsPerSlice, repeats - done) * samples);
      fillNormals(stream, slice);
      writeSlice(slice, { theta, policyMean, samples }, estimates, done);
      own?.write(slice, { theta, policyMean, samples }, done);
      yield (index + Math.min(1, (done + repeatsPerSlice) / repeats)) / thetas.length;
    }
    summaries.push(estimates.map((values) => summarise(values, trueGradient(policyMean))));
    own?.summarise(trueGradient(policyMean));
  }
  const curves = ESTIMATORS.map((name, e) => [name, toCurves(summaries.map((row) => row[e]))] as const);
  const at = (theta: number) => ({ theta, policyMean, samples });
  return {
    theta: thetas,
    ...(Object.fromEntries(curves) as Record<EstimatorName, EstimatorCurves>),
    ...own?.result,
    exact: {
      gdc: { variance: thetas.map((theta) => gdcVariance(at(theta))) },
      'gdc++': { variance: thetas.map((theta) => gdcppVariance(at(theta))) },
    },
  };
}

function writeSlice(
  noise: Float64Array, // [repeats of the slice * samples]
  { theta, policyMean, samples }: GaussianPoint,
  into: readonly Float64Array[], // [estimators][repeats]
  from: number,
): void {
  // One long loop over scalars: objects or closures would be allocated for every sample.
  for (let start = 0, repeat = from; start < noise.length; start += samples, repeat++) {
    let [target, policy, targetScore, policyScore] = [0, 0, 0, 0];
    for (let i = start; i < start + samples; i++) {
      const y = theta + noise[i];
      const score = y - policyMean;
      const u = targetWeight(y, theta);
      const v = policyWeight(y, theta, policyMean);
      target += u;
      policy += v;
      targetScore += u * score;
      policyScore += v * score;
    }
    const posterior = targetScore / target;
    into[0][repeat] = targetScore / samples;
    into[1][repeat] = (targetScore - policyScore) / samples;
    into[2][repeat] = posterior - policyScore / policy;
    into[3][repeat] = posterior - policyScore / samples;
    into[4][repeat] = posterior;
  }
}

/** The estimates of an own rule from the same draws, until it refuses a group. */
class OwnEstimates {
  private readonly estimates: Float64Array;
  private readonly summaries: SummaryWithErrors[] = [];
  private problem?: string;

  constructor(
    private readonly rule: OwnRule,
    repeats: number,
  ) {
    this.estimates = new Float64Array(repeats);
  }

  write(noise: Float64Array, { theta, policyMean, samples }: GaussianPoint, from: number): void {
    if (this.problem !== undefined) return;
    try {
      for (let start = 0, repeat = from; start < noise.length; start += samples, repeat++) {
        const ys = Array.from(noise.subarray(start, start + samples), (z) => theta + z);
        this.estimates[repeat] = ownCoefficients(this.rule, ys, theta, policyMean).reduce(
          (total, c, i) => total + c * (ys[i] - policyMean),
          0,
        );
      }
    } catch (error) {
      if (!(error instanceof InvalidGroupError)) throw error;
      this.problem = error.message;
    }
  }

  summarise(truth: number): void {
    this.summaries.push(summarise(this.estimates, truth));
  }

  get result(): Pick<GaussianResult, 'own' | 'ownProblem'> {
    return this.problem === undefined ? { own: toCurves(this.summaries) } : { ownProblem: this.problem };
  }
}

function toCurves(summaries: readonly SummaryWithErrors[]): EstimatorCurves {
  const pick = (which: 'value' | 'standardError') =>
    Object.fromEntries(
      QUANTITIES.map((quantity) => [quantity, summaries.map((summary) => summary[which][quantity])]),
    ) as Record<Quantity, number[]>;
  return { ...pick('value'), standardError: pick('standardError') };
}

/** One group of samples from N(theta, 1); every theta shifts the same draws. */
export function drawGroup(theta: number, samples: number, seed: number, draw: number): number[] {
  const noise = new Float64Array(samples);
  fillNormals(Stream.fromSeed(seed).split('group', draw), noise);
  return Array.from(noise, (z) => theta + z);
}

/** Standard normals by Box-Muller. It keeps both of each pair, which is twice as fast as drawing single ones. */
function fillNormals(stream: Stream, into: Float64Array): void {
  for (let i = 0; i < into.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
    const angle = 2 * Math.PI * stream.uniform();
    into[i] = radius * Math.cos(angle);
    if (i + 1 < into.length) into[i + 1] = radius * Math.sin(angle);
  }
}
