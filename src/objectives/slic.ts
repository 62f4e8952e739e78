// SLiC-HF (Zhao et al. 2023, eq. 4): max(0, delta - l_w + l_l) over the pairs, minus lambda times the log-prob of the
// best sample (the mean of the chosen ones where the data are preferences). The prior plays no part in the margin.
import { METHOD_LABELS } from '../config/method_labels.ts';
import { mean } from '../math/statistics.ts';
import { checkGroup, finiteResult } from './checks.ts';
import type { Objective } from './objective.ts';
import { pairwise, rankedPairs } from './pairs.ts';

export const slic: Objective = {
  label: METHOD_LABELS.slic,
  summary:
    'Asks that the better response be likelier than the worse one by a margin, then leaves the pair alone; a likelihood term on the best response holds the policy where good text is.',
  equation:
    '\\mathbf{1}[\\delta > \\log \\tfrac{q_\\theta(y_w)}{q_\\theta(y_l)}]\\, \\nabla_\\theta \\log \\frac{q_\\theta(y_w \\mid x)}{q_\\theta(y_l \\mid x)} + \\lambda \\nabla_\\theta \\log q_\\theta(y_{\\mathrm{ref}} \\mid x)',
  source: 'Zhao et al. 2023, eq. 4',
  proposal: 'pairs',
  rule(group, { slicDelta, slicLambda }) {
    checkGroup(group);
    const ranked = rankedPairs(group);
    const result = pairwise({
      group,
      ranked,
      quantity: group.logPolicy,
      lossOf: (d) => ({ loss: Math.max(0, slicDelta - d), slope: d < slicDelta ? -1 : 0 }),
    });
    const best = group.reward.indexOf(group.reward.reduce((a, b) => Math.max(a, b)));
    const references = (group.pairs?.map(({ winner }) => winner) ?? [best]).filter((i) =>
      Number.isFinite(group.logPolicy[i]),
    );
    if (result.diagnostics.skipped || references.length === 0) return result;
    const coefficients = [...result.coefficients];
    for (const i of references) coefficients[i] += slicLambda / references.length;
    return finiteResult({
      ...result,
      coefficients,
      loss: result.loss - slicLambda * mean(references.map((i) => group.logPolicy[i])),
    });
  },
};
