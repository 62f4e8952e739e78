import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { experiments } from '../index.ts';
import { madeUpOutcomes } from '../made_up_outcomes.ts';
import { scaleOf } from '../scale.ts';
import { readRecorded, recordedText } from './recorded.ts';
import { type Report, reportExperiment, totalsOf } from './report.ts';

const scale = scaleOf('smoke');
const outcomes = madeUpOutcomes(['table1', 'figure4']);
const report: Report = {
  date: '2026-01-02T00:00:00Z',
  version: '1.2.3',
  ...totalsOf(outcomes.values()),
  experiments: (['table1', 'figure3', 'figure4'] as const).map((id) =>
    reportExperiment(experiments[id], outcomes, scale),
  ),
  cautions: [],
  failures: [],
};

describe('a recorded report', () => {
  const recorded = readRecorded(recordedText(report));

  it('has the results of all that was run, to five digits', () => {
    expect(recorded.experiments.map(({ id }) => id)).toEqual(['table1', 'figure4']);
    const [{ result, runs, seeds }] = recorded.experiments;
    const [{ result: original, provenance }] = report.experiments;
    expect({ runs, seeds }).toEqual({ runs: provenance.runs, seeds: 1 });
    result.tables[0].rows.forEach(({ label, cells }, r) => {
      const row = original.tables[0].rows[r];
      expect(label).toBe(row.label);
      cells.forEach(({ value, paper }, c) => {
        const of = row.cells[c];
        if (of.value === undefined) expect(value).toBeUndefined();
        else expect(Math.abs(value! - of.value)).toBeLessThanOrEqual(5e-5 * Math.abs(of.value));
        expect(paper).toBe(of.paper);
      });
    });
    expect(result.claims.map(({ verdict }) => verdict)).toEqual(
      original.claims.map(({ verdict }) => verdict),
    );
  });

  it('is refused with the field that is wrong', () => {
    expect(() => readRecorded('[]')).toThrow(/^invalid recorded report: /);
    const wrong = JSON.parse(recordedText(report));
    wrong.experiments[0].result.claims[0].verdict = 'maybe';
    expect(() => readRecorded(JSON.stringify(wrong))).toThrow(
      /^invalid recorded report: experiments\.0\.result\.claims\.0\.verdict/,
    );
  });
});

it('the committed record is that of the committed report: npm run reproduce -- --record --out results', () => {
  const committed = JSON.parse(readFileSync('results/report.json', 'utf8')) as Report;
  expect(readFileSync('results/recorded.json', 'utf8')).toBe(recordedText(committed));
});
