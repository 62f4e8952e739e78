// The theorem checks in the paper's order.
import type { TheoremCheck } from './check.ts';
import { scoreHasZeroMean } from './check_baseline.ts';
import { meanReductionTarget, staleProposal } from './check_caveats.ts';
import { dpoIsSpecialCase } from './check_dpo.ts';
import { onlyMinimum } from './check_minimum.ts';
import { ppoOptimal } from './check_optimal.ts';
import { proximalTermVanishes } from './check_proximal.ts';
import { unbiasedByEnumeration, unbiasedByMonteCarlo } from './check_unbiased.ts';
import { posteriorWeights } from './check_weights.ts';

export const theoremChecks: readonly TheoremCheck[] = [
  scoreHasZeroMean,
  unbiasedByEnumeration,
  unbiasedByMonteCarlo,
  onlyMinimum,
  posteriorWeights,
  ppoOptimal,
  dpoIsSpecialCase,
  meanReductionTarget,
  staleProposal,
  proximalTermVanishes,
];
