// Warns of a policy that runs off. A group's loss sees only how its samples stand to each other, so they may all lose
// probability together, to responses that nobody sampled. The log mass shows that before the KL of fresh samples does.
import type { RunConfig } from '../config/schema.ts';
import { mean } from '../math/statistics.ts';
import { objectives } from '../objectives/index.ts';
import { FIGURE_AGES, logMassOfAge } from '../training/log_mass.ts';
import type { StepResult } from '../training/step.ts';

/** Nats. The mean over a round, of groups of one age: they have lost half of their probability. */
const LOWEST_LOG_MASS = Math.log(0.5);

interface SeenStep {
  readonly diagnostics: StepResult['diagnostics'];
  /** What the rewards ask for between the best and the worst sample of a prompt, nats: T dr / gamma, or dr / gamma. */
  readonly asked: number;
  /** What a response has to give: its own -log q' on average, nats. */
  readonly entropy: number;
}

function seenStep(
  { diagnostics, shown: { figures } }: Pick<StepResult, 'diagnostics' | 'shown'>,
  { gamma, logProbReduction }: RunConfig,
): SeenStep {
  const { reward, logProposal, tokenCount = [] } = figures;
  const lengths = logProposal.map((_, i) => (logProbReduction === 'mean' ? tokenCount[i] : 1));
  return {
    diagnostics,
    asked: (mean(lengths) * (Math.max(...reward) - Math.min(...reward))) / gamma,
    entropy: -mean(logProposal.map((s, i) => lengths[i] * s)),
  };
}

export class RunOffWatch {
  private recent: SeenStep[] = [];
  private warned = false;

  /** What to say after a step; undefined where all is well, or has been said. */
  after(
    result: Pick<StepResult, 'diagnostics' | 'shown' | 'skipped'>,
    config: RunConfig,
  ): string | undefined {
    if (result.skipped || result.diagnostics.logMass === undefined) return undefined;
    this.recent = [...this.recent, seenStep(result, config)].slice(-config.stepsPerRound);
    if (this.recent.length < config.stepsPerRound) return undefined;
    const logMass = this.lowestLogMass;
    const runsOff = logMass < LOWEST_LOG_MASS;
    const isNew = runsOff && !this.warned;
    this.warned = runsOff;
    return isNew ? this.message(logMass, config) : undefined;
  }

  /** Of the ages the lowest mean over the last round, nats. */
  private get lowestLogMass(): number {
    const means = FIGURE_AGES.map((age) => {
      const known = this.recent.flatMap(({ diagnostics }) => diagnostics[logMassOfAge(age)] ?? []);
      return known.length > 0 ? mean(known) : 0;
    });
    return Math.min(...means);
  }

  private message(logMass: number, { method, proximalWeight, learningRate, gamma }: RunConfig): string {
    const nats = (of: (step: SeenStep) => number) => mean(this.recent.map(of)).toPrecision(2);
    const lost = Math.round(100 * (1 - Math.exp(logMass)));
    const ways = [
      ...('proximalWeight' in objectives[method].settings
        ? [`raise the proximal weight (now ${proximalWeight})`]
        : []),
      `lower the learning rate (now ${learningRate})`,
      `raise gamma (now ${gamma})`,
    ];
    return (
      `The policy runs off: samples that it still learns from have lost about ${lost} % of their probability to responses that nobody drew. ` +
      `The rewards ask for ${nats(({ asked }) => asked)} nats between the best and the worst sample of a prompt, and a response has about ${nats(({ entropy }) => entropy)} to give. ` +
      `What raising the good ones cannot give is taken from the poor ones without end, and the good ones share their words. ` +
      `Its responses begin as the prior's do and go on in words that the prior would never write there. ` +
      `To hold it: ${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}.`
    );
  }
}
