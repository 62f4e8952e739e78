import { expect, it } from 'vitest';
import { latexText, tableLatex } from './latex.ts';

it('takes the meaning from every mark that LaTeX reads', () => {
  expect(latexText('50 % of $x_1^2$ & {a} ~b \\c #d')).toBe(
    '50 \\% of \\$x\\_1\\textasciicircum{}2\\$ \\& \\{a\\} \\textasciitilde{}b \\textbackslash{}c \\#d',
  );
});

it('prints a value with the larger half of its interval, in the same decimals', () => {
  const table = tableLatex({
    title: 'Rewards',
    unit: 'reward',
    columns: ['Method', 'A', 'B'],
    rows: [{ label: 'BRAIn', cells: [{ value: 1.25, low: 1, high: 1.75 }, { note: 'none' }] }],
  });
  expect(table).toContain('\\begin{tabular}{lrr}');
  expect(table).toContain('BRAIn & $1.250 \\pm 0.500$ & none \\\\');
  expect(table).toContain('\\caption{Rewards: reward; 95 \\% intervals.}');
});
