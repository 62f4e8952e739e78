// Seeded, splittable random streams with saved state, for data, prompts and initial parameters.
// `stream.split('corpus')` is independent of how much the parent was used, so adding a draw in one place never
// changes another. Generator: xoroshiro128+ (pure-rand).
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { foldKey } from './counter.ts';

export interface StreamState {
  readonly key: number;
  readonly words: readonly number[];
}

export class Stream {
  private constructor(
    private readonly key: number,
    private readonly generator: ReturnType<typeof xoroshiro128plus>,
  ) {}

  /** A stream for a seed (unsigned 32-bit integer). */
  static fromSeed(seed: number): Stream {
    const key = foldKey(seed >>> 0);
    return new Stream(key, xoroshiro128plus(key));
  }

  static fromState(state: StreamState): Stream {
    return new Stream(state.key, xoroshiro128plusFromState([...state.words]));
  }

  /** A child stream named by labels; depends on the parent's seed and the labels alone. */
  split(...labels: readonly (string | number)[]): Stream {
    let key = this.key;
    for (const label of labels) {
      for (const part of typeof label === 'number' ? [label] : [...label].map((c) => c.codePointAt(0)!))
        key = foldKey(key, part);
      key = foldKey(key, 0x5eed);
    }
    return new Stream(key, xoroshiro128plus(key));
  }

  state(): StreamState {
    return { key: this.key, words: this.generator.getState() };
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** Uniform integer in [0, size). */
  integer(size: number): number {
    return Math.floor(this.uniform() * size);
  }

  /** Standard normal by Box-Muller (one value a call; the second is not kept, so the state stays a pure counter). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)];
  }

  /** Fisher-Yates; returns a new array. */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }

  /** `count` distinct items in random order (all of them if there are fewer). */
  choose<T>(items: readonly T[], count: number): T[] {
    return this.shuffle(items).slice(0, count);
  }
}
