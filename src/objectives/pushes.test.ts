// The declared coefficients, computed from their formula in double precision, are the rule's.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../config/schema.ts';
import { evaluated, figuresIn } from '../math/formula.ts';
import type { RuleInput } from './group.ts';
import { METHOD_NAMES, objectives } from './index.ts';
import { declaredPushes } from './method.ts';
import { randomGroups, formulaSettings as settings } from './random_groups.ts';

const declared = METHOD_NAMES.filter((name) => declaredPushes(objectives[name], settings));

it('is declared by the methods whose rules are softmaxes of n numbers, or less', () => {
  expect(declared).toEqual([
    'brain',
    'brain-without-self-normalisation',
    'brain-without-baseline',
    'gdc',
    'gdc++',
    'dpo-sft-iw',
    'dpo-sft-iw-n',
    'dpo-sft',
    'reinforce',
    'rloo',
    'grpo',
    'own',
  ]);
});

/** [n][T] where the formula is a token's, else [n][1]. */
function byFormula(group: RuleInput, name: (typeof declared)[number], config: RunConfig): number[][] {
  const pushes = declaredPushes(objectives[name], config)!;
  const figures = pushes.figures(group, config);
  const { logPolicy } = group;
  const n = logPolicy.length;
  if (!figures) return logPolicy.map(() => [0]);
  const tokenFigures = pushes.tokenFigures?.(group);
  if (!tokenFigures) return evaluated(pushes.formula, { ...figures, logPolicy }, n).map((c) => [c]);
  return group.tokens!.map((tokens, i) =>
    tokens.logPolicy.map((l, t) => {
      const ofToken = Object.fromEntries(
        Object.entries(tokenFigures).map(([key, rows]) => [key, rows[i][t]]),
      );
      return evaluated(pushes.formula, { ...figures, ...ofToken, logPolicy: l }, n)[i];
    }),
  );
}

describe.each(declared)('%s', (name) => {
  it.each(['sum', 'mean'] as const)(
    'has its formula for coefficients, %s of log-probs',
    (logProbReduction) => {
      const config = { ...settings, logProbReduction };
      fc.assert(
        fc.property(randomGroups(settings, 9), fc.boolean(), (given, running) => {
          const group = {
            ...given,
            pairs: undefined,
            rewardBaseline: running ? given.rewardBaseline : undefined,
          };
          const { coefficients, tokenCoefficients } = objectives[name].rule(group, config);
          const expected = tokenCoefficients ?? coefficients.map((c) => [c]);
          byFormula(group, name, config).forEach((row, i) => {
            row.forEach((c, t) => {
              expect(c).toBeCloseTo(expected[i][t], 12);
            });
          });
        }),
        { numRuns: 60 },
      );
    },
  );

  it('reads no figure that it does not give', () => {
    const [group] = fc.sample(randomGroups(settings), { numRuns: 1, seed: 1 });
    const { formula, figures, tokenFigures } = declaredPushes(objectives[name], settings)!;
    const given = { ...figures(group, settings), ...tokenFigures?.(group), logPolicy: 0 };
    expect(figuresIn(formula).filter((figure) => !(figure in given))).toEqual([]);
  });
});
