// Somebody's clicks on pairs of one task's answers, and the taste that they tell. Each click is kept at once, so that a
// reload loses nothing.
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AnswerPair } from '../reward/taste/pairs.ts';
import { type Choice, type Taste, tasteOf, withFlips } from '../reward/taste/taste.ts';
import { FEATURES } from '../tasks/features.ts';
import type { Memory } from './reproduction.ts';

export interface JudgedPair extends AnswerPair {
  readonly choice: Choice;
}

export interface JudgingState {
  readonly clicks: readonly JudgedPair[];
  /** The clicks as the taste reads them: some may be flipped. */
  readonly heard: readonly JudgedPair[];
  readonly flips: boolean;
  /** The pair to choose from: its batch, and its place there. */
  readonly batch: number;
  readonly at: number;
  readonly taste: Taste;
  /** What was cleared away last; it can come back until the next click. */
  readonly cleared?: readonly JudgedPair[];
  /** False if the browser does not keep the clicks. */
  readonly lasts: boolean;
}

/** More would take longer than a frame to weigh, and say little more. */
export const MOST_CLICKS = 100;

const answer = v.object({
  text: v.string(),
  features: v.pipe(v.array(v.pipe(v.number(), v.finite())), v.length(FEATURES.length)),
  goldReward: v.pipe(v.number(), v.finite()),
});
const place = v.pipe(v.number(), v.integer(), v.minValue(0));
const keptSchema = v.object({
  clicks: v.pipe(
    v.array(
      v.object({ promptText: v.string(), a: answer, b: answer, choice: v.picklist(['A', 'B', 'tie']) }),
    ),
    v.maxLength(MOST_CLICKS),
  ),
  flips: v.boolean(),
  batch: place,
  at: place,
});
type Kept = Pick<JudgingState, 'clicks' | 'flips' | 'batch' | 'at'>;

/** What an earlier visit left; nothing where it cannot be read. */
function readKept(text: string | undefined): Kept {
  const none = { clicks: [], flips: false, batch: 0, at: 0 };
  if (text === undefined) return none;
  try {
    const parsed = v.safeParse(keptSchema, JSON.parse(text));
    return parsed.success ? parsed.output : none;
  } catch {
    return none;
  }
}

export class Judging {
  readonly store: StoreApi<JudgingState>;

  constructor(private readonly memory: Memory) {
    const kept = readKept(memory.read());
    this.store = createStore<JudgingState>(() => ({ ...kept, ...heardOf(kept), lasts: true }));
  }

  /** The choice between the present pair's answers. */
  pick(pair: AnswerPair, choice: Choice): void {
    const { clicks, at } = this.store.getState();
    if (clicks.length >= MOST_CLICKS) return;
    this.change({ clicks: [...clicks, { ...pair, choice }], at: at + 1, cleared: undefined });
  }

  skip(): void {
    this.change({ at: this.store.getState().at + 1 });
  }

  /** The present batch is used up. */
  nextBatch(): void {
    this.change({ batch: this.store.getState().batch + 1, at: 0 });
  }

  /** Takes the last click back. */
  undo(): void {
    this.change({ clicks: this.store.getState().clicks.slice(0, -1) });
  }

  clear(): void {
    const { clicks } = this.store.getState();
    this.change({ clicks: [], cleared: clicks });
  }

  /** Brings back what was cleared away. */
  restore(): void {
    const { cleared, clicks } = this.store.getState();
    if (cleared) this.change({ clicks: [...cleared, ...clicks].slice(0, MOST_CLICKS), cleared: undefined });
  }

  flip(flips: boolean): void {
    this.change({ flips });
  }

  private change(part: Partial<Kept & Pick<JudgingState, 'cleared'>>): void {
    const state = { ...this.store.getState(), ...part };
    const { clicks, flips, batch, at, taste } = state;
    const kept: Kept = { clicks, flips, batch, at };
    const lasts = this.memory.write(JSON.stringify(kept));
    const isSame = part.clicks === undefined && part.flips === undefined;
    this.store.setState({ ...state, ...(isSame ? {} : heardOf(kept, taste)), lasts }, true);
  }
}

function heardOf({ clicks, flips }: Pick<Kept, 'clicks' | 'flips'>, before?: Taste) {
  const heard = flips ? withFlips(clicks) : clicks;
  const seen = heard.map(({ a, b, choice }) => ({ a: a.features, b: b.features, choice }));
  return { heard, taste: tasteOf(seen, before?.weights) };
}

/** Clicks that preferred one answer, as preference data: one JSON object a line. */
export const linesOf = (heard: readonly JudgedPair[]): string =>
  heard
    .filter(({ choice }) => choice !== 'tie')
    .map(({ promptText: prompt, a, b, choice }) => {
      const [chosen, rejected] = choice === 'A' ? [a, b] : [b, a];
      return `${JSON.stringify({ prompt, chosen: chosen.text, rejected: rejected.text })}\n`;
    })
    .join('');
