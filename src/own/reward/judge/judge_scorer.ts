// A language model as the reward: it compares the answers to each prompt in pairs, and an answer's reward is its share of
// wins (`matches.ts`). What was judged once is known, in either order. Nothing is asked that could pass the price cap, and
// no faster than the limit; both are the visitor's (`budget.ts`).
import { type JudgeOptions, judgeAll } from '../../../judge/ask.ts';
import { type JudgeEnvironment, realEnvironment } from '../../../judge/client.ts';
import { type JudgePair, swappedVerdict } from '../../../judge/prompts.ts';
import { estimateCost, type JudgeSettings } from '../../../judge/settings.ts';
import type { Verdict } from '../../../tasks/task.ts';
import { type ResponseScorer, type ResponseToRate, ScoringFault } from '../response_scorer.ts';
import { checkLimits, type JudgeLimits, type JudgeSpending, priceOf, RequestRate } from './budget.ts';
import { type Match, type MatchPlan, matchesOf, winShares } from './matches.ts';

export interface JudgeReward extends MatchPlan {
  readonly settings: JudgeSettings;
  readonly limits: JudgeLimits;
  /** What makes an answer better, one sentence. */
  readonly criteria?: string;
  readonly onSpending?: (spending: JudgeSpending) => void;
  /** How pairs are asked about; default: from here. */
  readonly ask?: typeof judgeAll;
  readonly environment?: JudgeEnvironment;
  /** Milliseconds, for the limit on requests. */
  readonly now?: () => number;
}

/** Verdicts that are kept; the oldest go first. */
const MOST_KNOWN = 50_000;
const CLOSED = 'the judge is no longer in use';

/** A match with its texts in one order, so that either order is the same question. */
const isSorted = ({ first, second }: Match) => first <= second;
const keyOf = ({ prompt, first, second }: Match) =>
  JSON.stringify([prompt, ...(first <= second ? [first, second] : [second, first])]);

export class JudgeScorer implements ResponseScorer {
  /** About the texts in their order. */
  private readonly known = new Map<string, Verdict>();
  private rate: RequestRate;
  private readonly stop = new AbortController();
  private waiting: Promise<unknown> = Promise.resolve();
  private spending: JudgeSpending = {
    requests: 0,
    inputTokens: 0,
    outputTokens: 0,
    price: 0,
    judged: 0,
    known: 0,
    failed: 0,
  };

  /** Throws `invalid …` on limits that make no sense. */
  constructor(private reward: JudgeReward) {
    checkLimits(reward.limits);
    this.rate = new RequestRate(reward.limits.requestsPerMinute);
  }

  /** Goes on with other limits or another key. What was spent and judged stays. */
  change(reward: JudgeReward): void {
    checkLimits(reward.limits);
    if (reward.limits.requestsPerMinute !== this.reward.limits.requestsPerMinute)
      this.rate = new RequestRate(reward.limits.requestsPerMinute);
    this.reward = reward;
  }

  get spent(): JudgeSpending {
    return this.spending;
  }

  get limits(): JudgeLimits {
    return this.reward.limits;
  }

  /** @param stop ends this call alone; what was judged before is known. */
  score(responses: readonly ResponseToRate[], stop?: AbortSignal): Promise<number[]> {
    const signal = stop ? AbortSignal.any([this.stop.signal, stop]) : this.stop.signal;
    const scores = this.waiting.then(() => this.scoreNow(responses, signal));
    this.waiting = scores.catch(() => {});
    return scores;
  }

  close(): void {
    this.stop.abort();
  }

  private async scoreNow(responses: readonly ResponseToRate[], signal: AbortSignal): Promise<number[]> {
    const matches = matchesOf(responses, this.reward);
    const open = new Map(
      matches.filter((match) => this.verdictOn(match) === undefined).map((m) => [keyOf(m), m]),
    );
    this.spend({ known: matches.length - open.size });
    const lastReason = await this.judge([...open.values()], signal);
    const shares = winShares(
      responses.length,
      matches,
      matches.map((match) => this.verdictOn(match)),
    );
    const without = shares.findIndex(Number.isNaN);
    if (without >= 0)
      throw new ScoringFault({
        message:
          lastReason ??
          `response ${without + 1} has nothing to be compared with (expected several to its prompt)`,
        response: without,
      });
    return shares;
  }

  /** Undefined: it must be asked for. Equal texts are ties. */
  private verdictOn(match: Match): Verdict | undefined {
    if (match.first === match.second) return 'tie';
    const verdict = this.known.get(keyOf(match));
    return verdict && !isSorted(match) ? swappedVerdict(verdict) : verdict;
  }

  /** Asks a few matches at a time; returns why the last one that failed did. */
  private async judge(open: readonly Match[], signal: AbortSignal): Promise<string | undefined> {
    const { settings, limits, ask = judgeAll, environment } = this.reward;
    const atOnce = Math.max(1, Math.min(settings.parallel, Math.floor(limits.requestsPerMinute / 2)));
    let reason: string | undefined;
    for (let at = 0; at < open.length; at += atOnce) {
      const matches = open.slice(at, at + atOnce);
      const pairs = matches.map((match) => this.questionOf(match));
      this.checkCap(pairs);
      await this.waitFor(2 * pairs.length, signal);
      const { results, totals, problem } = await ask(pairs, settings, {
        signal,
        environment,
      } satisfies JudgeOptions);
      this.rate.count(totals.requests, this.now());
      const estimate = estimateCost(pairs, settings);
      const inputTokens = totals.promptTokens ?? estimate.inputTokens;
      const outputTokens = totals.completionTokens ?? estimate.outputTokensAtMost;
      results.forEach((result, i) => {
        if (result.state === 'judged') this.keep(matches[i], result.verdict);
        if (result.state === 'failed') ({ reason } = result);
      });
      this.spend({
        requests: totals.requests,
        inputTokens,
        outputTokens,
        price: priceOf(limits.prices, inputTokens, outputTokens),
        judged: results.filter(({ state }) => state === 'judged').length,
        failed: totals.failed,
      });
      if (signal.aborted) throw new ScoringFault({ message: CLOSED });
      if (problem !== undefined) throw new ScoringFault({ message: problem });
    }
    return reason;
  }

  private questionOf({ prompt, first, second }: Match): JudgePair {
    return {
      task: 'own',
      prompt,
      first,
      second,
      ...(this.reward.criteria && { criteria: this.reward.criteria }),
    };
  }

  /** A question may be asked twice, the second time with the first answer in it. */
  private checkCap(pairs: readonly JudgePair[]): void {
    const { settings, limits } = this.reward;
    const { inputTokens, outputTokensAtMost } = estimateCost(pairs, settings);
    const most = priceOf(limits.prices, 2 * inputTokens + outputTokensAtMost, 2 * outputTokensAtMost);
    const { price, requests } = this.spending;
    if (price + most > limits.priceCap)
      throw new ScoringFault({
        message: `the next comparisons could pass the price cap of ${limits.priceCap}: ${price.toFixed(4)} was spent on ${requests} requests, and they may take ${most.toFixed(4)}`,
      });
  }

  private async waitFor(requests: number, signal: AbortSignal): Promise<void> {
    const { environment = realEnvironment } = this.reward;
    try {
      for (;;) {
        signal.throwIfAborted();
        const ms = this.rate.waitMs(requests, this.now());
        if (ms === 0) return;
        await environment.sleep(ms, signal);
      }
    } catch {
      throw new ScoringFault({ message: CLOSED });
    }
  }

  private now(): number {
    return (this.reward.now ?? (() => performance.now()))();
  }

  private keep(match: Match, verdict: Verdict): void {
    this.known.set(keyOf(match), isSorted(match) ? verdict : swappedVerdict(verdict));
    if (this.known.size > MOST_KNOWN) this.known.delete(this.known.keys().next().value!);
  }

  private spend(more: Partial<JudgeSpending>): void {
    const sum = Object.entries(this.spending).map(([name, value]) => [
      name,
      value + (more[name as keyof JudgeSpending] ?? 0),
    ]);
    this.spending = Object.fromEntries(sum) as unknown as JudgeSpending;
    this.reward.onSpending?.(this.spending);
  }
}
