import { expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import { estimatedSeconds } from './run_cost_text.ts';

it('scales one evaluation to the whole run by passes', () => {
  const config = {
    ...defaults.strings,
    rounds: 2,
    stepsPerRound: 10,
    evaluationInterval: 5,
    method: 'brain' as const,
  };
  // Three evaluations more divide the first interval. An evaluation: 3 passes over 1 prompt x 2048 answers. A round: 8 x 32 drawn, 10 steps of 4 x 32 rows, 3 passes each.
  const { whole, dot } = estimatedSeconds(config, 1000);
  const round = 8 * 32 + 3 * 10 * 4 * 32;
  const evaluation = 3 * config.evaluationPrompts * config.evaluationSamples;
  expect(whole).toBeCloseTo((2 * round + (4 + 3) * evaluation) / evaluation);
  expect(dot).toBeCloseTo(whole / (4 + 3));
});
