// Each template has the coefficients of the built-in rule that it names, under the condition that it states.
import fc from 'fast-check';
import katex from 'katex';
import { expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import type { RunConfig } from '../../config/schema.ts';
import type { RuleInput } from '../group.ts';
import { objectives } from '../index.ts';
import { randomGroups } from '../random_groups.ts';
import { randomRules } from './random_rules.ts';
import { equationOfRule } from './rule_tex.ts';
import { TEMPLATES } from './templates.ts';

const settings: RunConfig = { ...defaults.strings, gamma: 0.7, ruleLambda: 0.3 };
type Group = Required<RuleInput>;

/** What a template's condition asks of the settings and of a group. */
const CONDITIONS: Readonly<
  Record<string, { config?: Partial<RunConfig>; group?: (group: Group) => RuleInput }>
> = {
  BRAIn: { config: { proximalWeight: 0 } },
  'BRAIn, held by a proximal term': { config: { proximalWeight: 0.3 } },
  'BRAIn w/o baseline': {},
  'GDC++': {
    config: { exponentClip: 20 },
    group: ({ logPartition: _, ...group }) => group,
  },
  'REINFORCE with baseline': { group: ({ rewardBaseline: _, ...group }) => group },
  RLOO: {},
  'GRPO, first step of a round': {
    config: { grpoKlCoefficient: 0 },
    group: (group) => ({
      ...group,
      logPolicy: group.logProposal,
      tokens: group.tokens.map((one) => ({ ...one, logPolicy: one.logProposal })),
    }),
  },
  'DPO-sft': {
    config: { dpoBeta: 0.3 },
    group: ({ pairs: _, ...group }) => {
      const pair = <T>(values: readonly T[]) => values.slice(0, 2);
      return {
        logPolicy: pair(group.logPolicy),
        logPrior: pair(group.logPrior),
        logProposal: pair(group.logProposal),
        reward: pair(group.reward),
      };
    },
  },
};

it.each(TEMPLATES)('$title is the rule of $as', ({ title, text, as }) => {
  const { config, group: condition = (group: Group) => group } = CONDITIONS[title];
  const chosen = { ...settings, ...config };
  let largest = 0;
  fc.assert(
    fc.property(randomGroups(settings), (random) => {
      const group = condition(random);
      const { coefficients } = objectives.own.rule(group, { ...chosen, rule: text });
      objectives[as].rule(group, chosen).coefficients.forEach((c, i) => {
        largest = Math.max(largest, Math.abs(c));
        expect(Math.abs(coefficients[i] - c)).toBeLessThan(1e-12 * Math.max(1, Math.abs(c)));
      });
    }),
  );
  expect(largest).toBeGreaterThan(0.1);
});

it('is typeset as KaTeX knows it, as every rule is, and without a bar', () => {
  const render = (text: string) => katex.renderToString(equationOfRule(text), { throwOnError: true });
  for (const { text } of TEMPLATES) expect(render(text)).toContain('katex');
  fc.assert(
    fc.property(randomRules, (text) => {
      render(text);
    }),
    { numRuns: 300 },
  );
  expect(equationOfRule('softmax(r/gamma + lp - lq0) - softmax(lq - lq0)')).toBe(
    "\\sum_i \\Bigl( \\operatorname{softmax}_i\\left(\\frac{r}{\\gamma} + \\log p - \\log q'\\right) - \\operatorname{softmax}_i\\left(\\log q - \\log q'\\right) \\Bigr)\\, \\nabla_\\theta \\log q_\\theta(y_i \\mid x)",
  );
  expect(equationOfRule('(r - 1)*(2*lq)^2 - (r - lp)')).toContain(
    '\\left(r_i - 1\\right) \\, {\\left(2 \\, \\log q_i\\right)}^{2} - \\left(r_i - \\log p_i\\right)',
  );
});
