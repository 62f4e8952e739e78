import { describe, expect, it } from 'vitest';
import { experiments } from '../index.ts';
import { madeUpOutcomes } from '../made_up_outcomes.ts';
import { scaleOf } from '../scale.ts';
import { reportFiles } from './files.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';
import { durationText, reportExperiment, totalsOf } from './report.ts';

describe('the report', () => {
  const scale = scaleOf('smoke');
  const ids = ['table1', 'figure3', 'figure4'] as const;
  const outcomes = madeUpOutcomes(['table1', 'figure4']);
  const report = {
    date: '2026-01-02T00:00:00Z',
    version: '1.2.3',
    command: 'npm run reproduce -- <all>',
    ...totalsOf(outcomes.values()),
    experiments: ids.map((id) => reportExperiment(experiments[id], outcomes, scale)),
    failures: [{ run: 'A & B', problem: 'x < y' }],
  };

  it('is one page without anything from elsewhere, and escapes what it quotes', () => {
    const html = reportHtml(report);
    expect(html.match(/(src|href)="(?!#)[^"]*"/g)).toBeNull();
    expect(html).not.toMatch(/<script|@import|url\(/);
    expect(html).toContain(
      `by npm run reproduce -- &lt;all&gt; from ${outcomes.size} runs, ${outcomes.size} s of computing`,
    );
    expect(html).toContain('A &amp; B: x &lt; y');
  });

  it('has the numbers of its tables in every form', () => {
    const [{ result }] = report.experiments;
    const [row] = result.tables[0].rows;
    const files = reportFiles(report, [...outcomes.values()]);
    const lines = files.get('table1.csv')!.trim().split('\n');
    const cells = result.tables[0].rows.length * row.cells.length;
    expect(lines).toHaveLength(1 + cells);
    expect(lines[1].split(',')).toContain(String(row.cells[0].value));
    expect(JSON.parse(files.get('report.json')!).experiments[0].result).toEqual(
      JSON.parse(JSON.stringify(result)),
    );
    expect(JSON.parse(files.get('runs.json')!)).toHaveLength(outcomes.size);
    expect(
      files.get('figure3.svg') ?? [...files.keys()].find((name) => name.startsWith('figure3')),
    ).toBeTruthy();
    const text = `${row.cells[0].value!.toFixed(1)} [`;
    expect(files.get('report.html')).toContain(text);
    expect(reportMarkdown(report, (id) => `${id}.svg`)).toContain(text);
  });

  it('says how long, in words', () => {
    expect([5.4, 65, 3725].map(durationText)).toEqual(['5 s', '1 min 5 s', '1 h 2 min']);
  });
});
