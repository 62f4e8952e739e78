// A batch's rule for a device that takes whole steps by itself, where the method has declared its coefficients.
import type { RunConfig } from '../config/schema.ts';
import type { StepRule } from '../model/language_model.ts';
import { checkGroup, InvalidGroupError } from '../objectives/checks.ts';
import { objectives } from '../objectives/index.ts';
import { declaredPushes } from '../objectives/method.ts';
import type { FixedGroup } from './rule_input.ts';

/** Undefined where only the host knows the rule, and where it has to say what is wrong with a group. */
export function stepRule(groups: readonly FixedGroup[], config: RunConfig): StepRule | undefined {
  const pushes = declaredPushes(objectives[config.method], config);
  if (!pushes || groups.some(({ pairs }) => pairs)) return undefined;
  try {
    return {
      formula: pushes.formula,
      reduction: config.logProbReduction,
      groups: groups.map((group) => {
        // Only the policy is unknown yet, and the device looks at its figures.
        checkGroup({ ...group, logPolicy: group.logProposal, tokens: undefined });
        return {
          rows: group.reward.length,
          figures: pushes.figures(group, config),
          tokenFigures: pushes.tokenFigures?.(group),
        };
      }),
    };
  } catch (error) {
    if (error instanceof InvalidGroupError) return undefined;
    throw error;
  }
}
