// One pair of responses put to the judge in both orders, which cancels a preference for the first or the second place.
import type { Verdict } from '../tasks/task.ts';
import type { Asker } from './asker.ts';
import { quotable } from './chat.ts';
import { JudgeFault } from './fault.ts';
import { type JudgePair, judgeMessages, type Message, swapped, verdictReminder } from './prompts.ts';
import { parseVerdict } from './verdict.ts';

export interface Comparison {
  /** A: the first response of the pair is better. */
  readonly verdict: Verdict;
  /** The verdicts of both orders, each about (first, second). */
  readonly orders: readonly [Verdict, Verdict];
}

/** What two orders say together: what they agree on, otherwise a tie. */
export const combined = (orders: readonly [Verdict, Verdict]): Verdict =>
  orders[0] === orders[1] ? orders[0] : 'tie';

/** An answer that cannot be read is asked for once more; `onMalformed` counts them. */
async function askVerdict(
  asker: Asker,
  messages: readonly Message[],
  onMalformed: () => void,
): Promise<Verdict> {
  let question = messages;
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await asker.ask(question);
      const verdict = parseVerdict(answer);
      if (verdict) return verdict;
      // Some servers refuse a message without content, so silence is not quoted back.
      if (answer !== '') question = verdictReminder(messages, answer);
      throw new JudgeFault('no-verdict', { said: quotable(answer, asker.settings) });
    } catch (error) {
      if (!(error instanceof JudgeFault) || !['no-verdict', 'nonsense'].includes(error.kind)) throw error;
      onMalformed();
      if (attempt > 0) throw error;
    }
  }
}

/** Throws a JudgeFault if either order fails; the second is not asked for if the first has. */
export async function comparePair(
  asker: Asker,
  pair: JudgePair,
  onMalformed: () => void,
): Promise<Comparison> {
  const there = await askVerdict(asker, judgeMessages(pair), onMalformed);
  const reversed = { ...pair, first: pair.second, second: pair.first };
  const back = swapped(await askVerdict(asker, judgeMessages(reversed), onMalformed));
  const orders = [there, back] as const;
  return { verdict: combined(orders), orders };
}
