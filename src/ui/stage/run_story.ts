// What happened in a run, in one sentence by stated rules, and what to try next. Numbers are the run's own.
import type { RunConfig } from '../../config/schema.ts';
import type { Evaluation } from '../../experiments/run_outcome.ts';
import type { Run } from '../../store/page_state.ts';
import { formatNumber } from '../charts/number_format.ts';

interface NextTry {
  readonly key: 'gamma' | 'rounds' | 'proximalWeight' | 'learningRate';
  readonly value: number;
}

export interface RunStory {
  readonly sentence: string;
  readonly next?: NextTry;
  /** It goes wrong or nowhere: said while it trains, too. */
  readonly isTrouble: boolean;
}

/** Drift from which a policy has left what the prior writes, nats, unless the reward pays for it. */
const FAR_NATS = 10;
/** Share of the possible gain that pays for any drift. */
const PAID = 0.5;
/** Drift from which a reward below the start's is no chance, nats. */
const SOME_NATS = 0.5;
/** Entropy of a model that writes one answer, nats; and of one that had a choice. */
const ONE_ANSWER_NATS = 0.1;
const CHOICE_NATS = 1;
/** Share of the possible gain that is close to the best. */
const CLOSE = 0.9;
/** Drift at the farthest beside the last, from which a run came back. */
const CAME_BACK = 1.4;
/** Standard errors within which a reward has not moved. */
const STILL = 1;
const FEWEST_STILL = 4;

type Place = Pick<Run, 'evaluations' | 'bestFrontier' | 'exactWorld' | 'config'>;

/** Undefined until there is something to compare with the start. */
export function runStory(run: Place): RunStory | undefined {
  const { evaluations, config } = run;
  const [start] = evaluations;
  const last = evaluations.at(-1);
  if (!start || !last || evaluations.length < 2) return undefined;
  const [reward, drift] = [formatNumber(last.reward.mean), formatNumber(last.kl.mean)];
  const gain = last.reward.mean - start.reward.mean;
  const best = bestAt(run, last.kl.mean);
  const isPaid = best !== undefined && gain >= PAID * (best - start.reward.mean);
  if ((last.kl.mean > FAR_NATS && !isPaid) || (gain < 0 && last.kl.mean > SOME_NATS)) {
    const sentence = `It ran off: drift ${drift}, and reward ${reward} after ${formatNumber(start.reward.mean)} at the start.`;
    return { sentence, next: steadier(config), isTrouble: true };
  }
  if (last.entropy.mean < ONE_ANSWER_NATS && start.entropy.mean > CHOICE_NATS) {
    const sentence = `It now writes nearly the same each time: reward ${reward}, variety ${formatNumber(last.entropy.mean)} nats.`;
    return { sentence, next: { key: 'gamma', value: nextGamma(config, 3) }, isTrouble: true };
  }
  const stalled = stalledSince(evaluations);
  const back = farthest(evaluations) > CAME_BACK * last.kl.mean + SOME_NATS;
  const more = { key: 'rounds', value: Math.min(1000, 2 * config.rounds) } as const;
  const greedier = { key: 'gamma', value: nextGamma(config, 0.3) } as const;
  if (back) {
    const sentence = `It overshot to drift ${formatNumber(farthest(evaluations))} and came back: reward ${reward} at drift ${drift}.`;
    return { sentence, next: steadier(config), isTrouble: true };
  }
  if (best !== undefined && best > start.reward.mean) {
    const isClose = gain >= CLOSE * (best - start.reward.mean);
    const sentence = isClose
      ? `Close to the best possible: reward ${reward} of ${formatNumber(best)} at drift ${drift}.`
      : `Short of the best possible: reward ${reward} of ${formatNumber(best)} at drift ${drift}.`;
    return { sentence, next: isClose || stalled !== undefined ? greedier : more, isTrouble: false };
  }
  if (stalled !== undefined) {
    const sentence = `Nothing moved since step ${stalled}: reward ${reward} at drift ${drift}.`;
    return { sentence, next: greedier, isTrouble: true };
  }
  const sentence = `Reward went from ${formatNumber(start.reward.mean)} to ${reward}, for a drift of ${drift} nats.`;
  return { sentence, next: more, isTrouble: false };
}

const farthest = (evaluations: readonly Evaluation[]): number =>
  Math.max(...evaluations.map(({ kl }) => kl.mean));

/** A weaker pull, where the method has one; smaller steps elsewhere. */
function steadier({ method, proximalWeight, learningRate }: RunConfig): NextTry {
  const pulls = method === 'brain' || method === 'dpo-sft-iw-n';
  return pulls && proximalWeight < 0.5
    ? { key: 'proximalWeight', value: proximalWeight < 0.25 ? 0.25 : 0.5 }
    : { key: 'learningRate', value: Number((learningRate / 3).toPrecision(1)) };
}

const nextGamma = ({ gamma }: RunConfig, factor: number): number =>
  Math.min(100, Math.max(0.01, Number((gamma * factor).toPrecision(1))));

/** The step since which neither reward nor drift has moved by more than its error; undefined: it still moves. */
function stalledSince(evaluations: readonly Evaluation[]): number | undefined {
  const last = evaluations[evaluations.length - 1];
  const moved = evaluations.findLastIndex(
    ({ reward, kl }) =>
      Math.abs(reward.mean - last.reward.mean) > STILL * (reward.standardError + last.reward.standardError) ||
      Math.abs(kl.mean - last.kl.mean) > STILL * (kl.standardError + last.kl.standardError),
  );
  return evaluations.length - 1 - moved > FEWEST_STILL ? evaluations[moved + 1].step : undefined;
}

/** The best possible reward at a drift, between two points of the frontier; undefined beyond them. */
export function bestAt({ exactWorld, bestFrontier }: Place, kl: number): number | undefined {
  const points = [...(exactWorld?.frontier ?? bestFrontier)].sort((a, b) => a.kl - b.kl);
  const above = points.findIndex((point) => point.kl >= kl);
  if (above <= 0) return undefined;
  const [low, high] = [points[above - 1], points[above]];
  const share = (kl - low.kl) / (high.kl - low.kl || 1);
  return low.reward + share * (high.reward - low.reward);
}
