import { expect, test } from 'vitest';
import { metricsCsv } from './metrics_csv.ts';

const metrics = (step: number, diagnostics: Record<string, number>) => ({
  step,
  round: 1,
  loss: 0.5,
  applied: true,
  diagnostics,
});
const evaluation = (step: number) => ({ step, round: 1, reward: { mean: 2, standardError: 0.25 } });

test('a row a step, evaluations beside the steps they belong to, empty cells elsewhere', () => {
  expect(metricsCsv([metrics(1, {}), metrics(2, { clips: 3 })], [evaluation(0), evaluation(2)])).toBe(
    [
      'step,round,loss,applied,diagnostics.clips,evaluation.reward.mean,evaluation.reward.standardError',
      '0,1,,,,2,0.25',
      '1,1,0.5,true,,,',
      '2,1,0.5,true,3,2,0.25',
      '',
    ].join('\n'),
  );
});

test('names with commas and quotes are quoted, numbers that are not finite are named', () => {
  expect(metricsCsv([metrics(1, { 'a,"b"': Number.NaN })], [])).toBe(
    'step,round,loss,applied,"diagnostics.a,""b"""\n1,1,0.5,true,NaN\n',
  );
});

test('no steps, no evaluations: an empty line of columns', () => {
  expect(metricsCsv([], [])).toBe('\n');
});
