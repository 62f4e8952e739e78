// Warns of a policy that runs off. A group's loss sees only how its samples stand to each other, so they may all lose
// probability together, to responses that nobody sampled. The log mass shows that before the KL of fresh samples does.
import type { RunConfig } from '../config/schema.ts';
import { mean } from '../math/statistics.ts';
import { objectives } from '../objectives/index.ts';
import { sampleSource } from '../objectives/method.ts';
import { FIGURE_AGES, logMassOfAge } from '../training/log_mass.ts';
import type { StepResult } from '../training/step.ts';

/** Nats. The mean over a round, of groups of one age: they have lost half of their probability. */
const LOWEST_LOG_MASS = Math.log(0.5);

type Figures = StepResult['shown']['figures'];

/** What the rewards ask for between the best and the worst sample of a prompt, nats: T dr / gamma, or dr / gamma. */
function askedNats(figures: Figures, config: RunConfig): number {
  const { reward } = figures;
  return (mean(lengthsOf(figures, config)) * (Math.max(...reward) - Math.min(...reward))) / config.gamma;
}

/** What a response has to give: its own -log q' on average, nats. */
function entropyNats(figures: Figures, config: RunConfig): number {
  const lengths = lengthsOf(figures, config);
  return -mean(figures.logProposal.map((s, i) => lengths[i] * s));
}

const lengthsOf = ({ logProposal, tokenCount = [] }: Figures, { logProbReduction }: RunConfig) =>
  logProposal.map((_, i) => (logProbReduction === 'mean' ? tokenCount[i] : 1));

interface RollingMeanState {
  /** Of the last steps; null where a step had none. */
  readonly values: readonly (number | null)[];
  readonly sum: number;
}

export interface RunOffState {
  readonly masses: readonly RollingMeanState[];
  readonly asked: RollingMeanState;
  readonly entropy: RollingMeanState;
  readonly warned: boolean;
}

/** Mean of a figure over the last steps that had it; 0 without one. */
class RollingMean {
  private values: (number | undefined)[] = [];
  private sum = 0;
  private count = 0;

  /** @param steps how many to look back on. */
  add(value: number | undefined, steps: number): void {
    this.values.push(value);
    this.weigh(value, 1);
    while (this.values.length > steps) this.weigh(this.values.shift(), -1);
  }

  private weigh(value: number | undefined, sign: 1 | -1): void {
    if (value === undefined) return;
    this.sum += sign * value;
    this.count += sign;
  }

  save(): RollingMeanState {
    return { values: this.values.map((value) => value ?? null), sum: this.sum };
  }

  load({ values, sum }: RollingMeanState): void {
    this.values = values.map((value) => value ?? undefined);
    this.sum = sum;
    this.count = values.filter((value) => value !== null).length;
  }

  get length(): number {
    return this.values.length;
  }

  get mean(): number {
    return this.count > 0 ? this.sum / this.count : 0;
  }
}

export class RunOffWatch {
  /** Over the last round: the log mass of each age, and what the rewards ask of what a response has. */
  private readonly masses = FIGURE_AGES.map(() => new RollingMean());
  private readonly asked = new RollingMean();
  private readonly entropy = new RollingMean();
  private warned = false;

  /** What to say after a step; undefined where all is well, or has been said. */
  after(
    { skipped, diagnostics, shown }: Pick<StepResult, 'diagnostics' | 'shown' | 'skipped'>,
    config: RunConfig,
  ): string | undefined {
    if (skipped || diagnostics.logMass === undefined) return undefined;
    // Samples of the prior lose mass as any sound policy leaves it.
    if (sampleSource(objectives[config.method], config) !== 'policy') return undefined;
    const { stepsPerRound } = config;
    FIGURE_AGES.forEach((age, at) => {
      this.masses[at].add(diagnostics[logMassOfAge(age)], stepsPerRound);
    });
    this.asked.add(askedNats(shown.figures, config), stepsPerRound);
    this.entropy.add(entropyNats(shown.figures, config), stepsPerRound);
    if (this.asked.length < stepsPerRound) return undefined;
    const logMass = Math.min(...this.masses.map((age) => age.mean));
    const isNew = !this.warned && logMass < LOWEST_LOG_MASS;
    // A mean that wobbles around the bound is one warning.
    this.warned = logMass < (this.warned ? LOWEST_LOG_MASS / 2 : LOWEST_LOG_MASS);
    return isNew ? this.message(logMass, config) : undefined;
  }

  save(): RunOffState {
    const masses = this.masses.map((mass) => mass.save());
    return { masses, asked: this.asked.save(), entropy: this.entropy.save(), warned: this.warned };
  }

  load({ masses, asked, entropy, warned }: RunOffState): void {
    this.masses.forEach((mass, age) => {
      mass.load(masses[age]);
    });
    this.asked.load(asked);
    this.entropy.load(entropy);
    this.warned = warned;
  }

  private message(logMass: number, config: RunConfig): string {
    const { method, proximalWeight, learningRate, gamma } = config;
    const [asked, given] = [this.asked.mean, this.entropy.mean];
    const lost = Math.round(100 * (1 - Math.exp(logMass)));
    const canBeHeld = 'proximalWeight' in objectives[method].settings && proximalWeight < 1;
    const ways = [
      ...(canBeHeld ? [`raise the proximal weight (now ${proximalWeight})`] : []),
      `lower the learning rate (now ${learningRate})`,
      `raise gamma (now ${gamma})`,
    ];
    return [
      `The policy runs off: samples that it still learns from have lost about ${lost} % of their probability to responses that nobody drew.`,
      `The rewards ask for ${asked.toPrecision(2)} nats between the best and the worst sample of a prompt, and a response has about ${given.toPrecision(2)} to give.`,
      ...(asked > given ? ['What raising the good ones cannot give is taken from the poor ones.'] : []),
      `To hold it: ${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}.`,
    ].join(' ');
  }
}
