// The exact figures of a run on `markov`, by dynamic programming: frontier, divergences, and which symbol stands where.
import type { RunConfig } from '../config/schema.ts';
import type { ExactPoint } from '../experiments/run_outcome.ts';
import { marginals, type PositionedChain, steadyChain, type TiltedChain } from '../markov/exact.ts';
import { type ExactMarkov, exactMarkov, meanKl, meanPlace } from '../markov/exact_world.ts';
import { MarkovModel } from '../markov/markov_model.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { Breathe } from '../model/slices.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';
import type { Training } from '../training/training.ts';
import type { MarkovEvaluation, MarkovWorldView } from './protocol.ts';

/** [C][T * V], row by row. */
const marginalsOf = (chains: readonly PositionedChain[]): Float32Array[] =>
  chains.map((chain) => Float32Array.from(marginals(chain).flatMap((ofPosition) => [...ofPosition])));

export class MarkovView {
  private known?: MarkovWorldView;

  private constructor(
    private readonly exact: ExactMarkov,
    private readonly target: readonly TiltedChain[],
    private readonly task: RunTask,
    /** Of the target. */
    private readonly gamma: number,
  ) {}

  /** Undefined on other tasks, and where goodness is no exponential of a sum, which leaves no chain. */
  static open(task: RunTask, config: RunConfig): MarkovView | undefined {
    if (task.name !== 'markov' || config.goodness !== 'bradley-terry') return undefined;
    const exact = exactMarkov(config);
    const gamma = config.logProbReduction === 'mean' ? config.gamma / task.maxCompletionTokens : config.gamma;
    return new MarkovView(exact, exact.tilted(1 / gamma), task, gamma);
  }

  /** Computes the frontier in slices; without it, `world` and `evaluate` compute it in one go. */
  trace(breathe: Breathe): Promise<void> {
    return this.exact.trace(breathe);
  }

  /** Each of them once. */
  private get prompts(): readonly Prompt[] {
    return this.task.prompts('train');
  }

  get world(): MarkovWorldView {
    const { exact, target, task, prompts, gamma } = this;
    this.known ??= {
      frontier: exact.frontier(),
      target: { gamma, ...meanPlace(target) },
      prompts: prompts.map(({ text }) => text),
      symbols: task.allowedTokens[0].map((token) => task.tokenizer.decode([token])),
      prior: marginalsOf(exact.priors),
      posterior: marginalsOf(target),
    };
    return this.known;
  }

  /** Where the policy stands. Undefined where an answer is chosen from several, which is no chain. */
  point(policy: LanguageModel, training: Training): ExactPoint | undefined {
    const chains = this.chainsOf(policy, training);
    return chains && this.pointOf(chains, training);
  }

  /** The same with all that the page draws. */
  evaluate(policy: LanguageModel, training: Training): MarkovEvaluation | undefined {
    const chains = this.chainsOf(policy, training);
    if (!chains) return undefined;
    const point = this.pointOf(chains, training);
    return {
      ...point,
      bestReward: this.exact.bestReward(point.kl),
      klPolicyPosterior: meanKl(chains, this.target),
      policy: marginalsOf(chains),
    };
  }

  private pointOf(chains: readonly PositionedChain[], { progress }: Training): ExactPoint {
    const klPosteriorPolicy = meanKl(this.target, chains);
    return { step: progress.step, ...this.exact.place(chains), klPosteriorPolicy };
  }

  private chainsOf(policy: LanguageModel, { method, progress }: Training): PositionedChain[] | undefined {
    if (!(policy instanceof MarkovModel) || method.choices(progress.step) > 1) return undefined;
    const [{ symbols, steps }] = this.target;
    return this.prompts.map((prompt) =>
      steadyChain(symbols, steps.length, policy.transitions(method.askedWith(prompt))),
    );
  }
}
