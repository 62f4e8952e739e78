import { expect, it } from 'vitest';
import { scaleOf, seedCountBounds } from './scale.ts';

it('refuses a number of seeds that it cannot run', () => {
  for (const seeds of [0, 1.5, seedCountBounds.max + 1])
    expect(() => scaleOf('quick', seeds)).toThrow(
      `invalid seeds: ${seeds} (expected an integer in 1..${seedCountBounds.max})`,
    );
});
