// Rotary positions (Su et al. 2021): pairs (j, j + dh/2) of a head are turned by position * frequency[j]. Halves and not
// neighbours are paired, as in Hugging Face's files, so that weights keep their order.
import type { RotaryScaling } from './architecture.ts';
import type { ModelConfig } from './config.ts';
import { architectureOf } from './decoder_shape.ts';

/** Llama 3's: low frequencies are slowed down, high ones kept, and those between blended. */
function scaled(frequency: number, scaling: RotaryScaling): number {
  if (scaling.kind === 'linear') return frequency / scaling.factor;
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalContext } = scaling;
  const turns = (originalContext * frequency) / (2 * Math.PI);
  const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return (kept + (1 - kept) / factor) * frequency;
}

/** Radians a position for each pair of a head, [dh / 2]. */
export function rotaryFrequencies(
  headWidth: number,
  theta: number,
  scaling: RotaryScaling | undefined,
): Float64Array {
  return Float64Array.from({ length: headWidth / 2 }, (_, j) => {
    const frequency = theta ** ((-2 * j) / headWidth);
    return scaling ? scaled(frequency, scaling) : frequency;
  });
}

/** Cosine and sine of every position's turns, [contextLength][dh / 2][2]; undefined for learned positions. */
export function rotaryTable(config: ModelConfig): Float32Array<ArrayBuffer> | undefined {
  const { positions, headWidth } = architectureOf(config);
  if (positions.kind === 'learned') return undefined;
  const frequencies = rotaryFrequencies(headWidth, positions.theta, positions.scaling);
  const table = new Float32Array(config.contextLength * headWidth);
  for (let t = 0; t < config.contextLength; t++)
    frequencies.forEach((frequency, j) => {
      table[t * headWidth + 2 * j] = Math.cos(t * frequency);
      table[t * headWidth + 2 * j + 1] = Math.sin(t * frequency);
    });
  return table;
}
