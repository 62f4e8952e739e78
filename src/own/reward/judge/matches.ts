// Who is compared with whom, and what the verdicts are worth: a response's reward is its share of wins over those that it
// met, a tie half. In a group of n each meets the next k around a circle, so all meet equally many, 2 k or all n - 1.
import type { Verdict } from '../../../tasks/task.ts';
import type { ResponseToRate } from '../response_scorer.ts';

/** A comparison of two texts on one prompt. */
export interface Match {
  readonly prompt: string;
  readonly first: string;
  readonly second: string;
  /** Index of the response whose text is `first`. */
  readonly response: number;
  /** Index of the other response; absent if `second` is a fixed reference. */
  readonly other?: number;
}

/** Pairs (i, j) of n places on a circle: each meets the next `neighbours`, nobody twice. */
export function circle(n: number, neighbours: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let step = 1; step <= Math.min(neighbours, Math.floor(n / 2)); step++) {
    // Half way round, the second half would meet the first again.
    const ends = 2 * step === n ? n / 2 : n;
    for (let i = 0; i < ends; i++) pairs.push([i, (i + step) % n]);
  }
  return pairs;
}

export interface MatchPlan {
  /** Others of the group that a response meets on either side. */
  readonly neighbours: number;
  /** Fixed answers that each response to a prompt meets as well, such as the starting model's. */
  readonly references?: (prompt: string) => readonly string[];
}

/** All matches of a batch; neighbours with one prompt are a group. */
export function matchesOf(
  responses: readonly ResponseToRate[],
  { neighbours, references = () => [] }: MatchPlan,
): Match[] {
  const matches: Match[] = [];
  for (let start = 0; start < responses.length; ) {
    const { prompt, against } = responses[start];
    let end = start + 1;
    if (against !== undefined) {
      matches.push({ prompt, first: responses[start].response, second: against, response: start });
      start = end;
      continue;
    }
    while (end < responses.length && responses[end].prompt === prompt && responses[end].against === undefined)
      end++;
    const textOf = (i: number) => responses[start + i].response;
    for (const [i, j] of circle(end - start, neighbours))
      matches.push({ prompt, first: textOf(i), second: textOf(j), response: start + i, other: start + j });
    const fixed = references(prompt);
    for (let i = 0; i < end - start; i++)
      for (const second of fixed) matches.push({ prompt, first: textOf(i), second, response: start + i });
    start = end;
  }
  return matches;
}

const POINTS: Readonly<Record<Verdict, number>> = { A: 1, tie: 0.5, B: 0 };

/**
 * Share of wins of each response, 0..1; NaN for one without a verdict.
 * @param verdicts one a match, undefined where there is none
 */
export function winShares(
  count: number,
  matches: readonly Match[],
  verdicts: readonly (Verdict | undefined)[],
): number[] {
  const points = new Array<number>(count).fill(0);
  const met = new Array<number>(count).fill(0);
  matches.forEach(({ response, other }, m) => {
    const verdict = verdicts[m];
    if (verdict === undefined) return;
    points[response] += POINTS[verdict];
    met[response]++;
    if (other === undefined) return;
    points[other] += 1 - POINTS[verdict];
    met[other]++;
  });
  return points.map((sum, i) => sum / met[i]);
}
