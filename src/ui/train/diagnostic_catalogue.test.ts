import { describe, expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import { METHOD_NAMES, objectives } from '../../objectives/index.ts';
import { weighs } from '../../objectives/method.ts';
import { methodTexts } from '../../objectives/texts/index.ts';
import { FIGURE_AGES, logMassFigures } from '../../training/log_mass.ts';
import { DIAGNOSTICS, diagnosticMetric } from './diagnostic_catalogue.ts';
import { OTHER_METRICS, REWARD, SELF_NORMALISED_KL } from './metric_catalogue.ts';

/** Figures that training adds to those of the rules. */
const ADDED: Readonly<Record<string, readonly string[]>> = {
  gdc: ['gateGain', 'gateAdopted'],
  'gdc++': ['gateGain', 'gateAdopted'],
  rso: ['acceptanceRate', 'rejectionFallback'],
  ppo: ['klCoefficient'],
};
const token = { logPolicy: [-1], logPrior: [-1.5], logProposal: [-1.2], value: [0] };
const group = {
  logPolicy: [-1, -1],
  logPrior: [-1.5, -1.5],
  logProposal: [-1.2, -1.2],
  reward: [1, 0],
  tokenCount: [1, 1],
  tokens: [token, token],
};
const figuresOf = (method: (typeof METHOD_NAMES)[number]) => [
  ...Object.keys(objectives[method].rule(group, defaults.strings).diagnostics),
  ...(ADDED[method] ?? []),
  ...(weighs(objectives[method]) ? FIGURE_AGES.flatMap((age) => Object.keys(logMassFigures(0, age))) : []),
];
const stepColumns = [REWARD, SELF_NORMALISED_KL, ...OTHER_METRICS].flatMap((metric) =>
  metric.kind === 'step' ? [metric.column as string] : [],
);

describe.each(METHOD_NAMES)('%s', (method) => {
  it('has a name and an explanation for each of its figures', () => {
    for (const name of figuresOf(method)) {
      expect(DIAGNOSTICS[name], name).toBeDefined();
      expect(DIAGNOSTICS[name].explanation).toMatch(/\.$/);
    }
  });

  it('shows a figure of its own first, and links each term to a figure there is', () => {
    const known = [...figuresOf(method).map((name) => `diagnostics.${name}`), ...stepColumns];
    const { telling } = objectives[method];
    const { paragraph, terms } = methodTexts[method];
    if (telling) expect(known).toContain(`diagnostics.${telling}`);
    expect(paragraph).toMatch(/^[A-Z].*\.$/);
    expect(terms).not.toEqual([]);
    for (const { figure } of terms) if (figure) expect(known).toContain(figure);
  });
});

it('names no figure that no rule has', () => {
  const all = new Set(METHOD_NAMES.flatMap(figuresOf));
  expect(Object.keys(DIAGNOSTICS).filter((name) => !all.has(name))).toEqual([]);
});

it('is the same object for the same figure, and draws chosen and rejected together', () => {
  const metric = diagnosticMetric('diagnostics.chosenLogProb');
  expect(diagnosticMetric('diagnostics.chosenLogProb')).toBe(metric);
  expect(metric.others?.map(({ column }) => column)).toEqual(['diagnostics.rejectedLogProb']);
});
