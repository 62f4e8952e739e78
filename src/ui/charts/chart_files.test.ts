import { expect, it } from 'vitest';
import { chartCsv, chartJson } from './chart_files.ts';
import { provenanceText } from './provenance.ts';

const provenance = { link: 'https://example.org/?v=1#train', seed: 7, version: '1.2.3', date: '2026-11-26' };
const source = 'https://example.org/?v=1#train,7,,1.2.3,2026-11-26';

it('writes full precision, quotes what needs it and defuses formulas', () => {
  const chart = {
    label: 'chart',
    x: { label: 'KL' },
    y: { label: 'reward' },
    series: [
      {
        id: 'a',
        label: 'BRAIn, gamma 1 "x"',
        colour: '--ink',
        points: [{ x: 0.1 + 0.2, y: -1, yLow: -2, yHigh: 0 }],
      },
      { id: 'b', label: '=HYPERLINK()', colour: '--ink', points: [{ x: 1, y: 2, note: 'step 3' }] },
    ],
  };
  const csv = chartCsv(chart, provenance);
  expect(csv.split('\r\n')).toEqual([
    'series,KL,KL low,KL high,reward,reward low,reward high,note,link,seed,backend,version,date',
    `"BRAIn, gamma 1 ""x""",0.30000000000000004,,,-1,-2,0,,${source}`,
    `'=HYPERLINK(),1,,,2,,,step 3,${source}`,
    '',
  ]);
});

it('writes the same numbers as JSON, and says where they come from', () => {
  const points = [{ x: 0.1 + 0.2, y: -1, yLow: -2, yHigh: 0 }];
  const series = [{ id: 'a', label: 'BRAIn', colour: '--ink', points }];
  const chart = { label: 'chart', x: { label: 'KL' }, y: { label: 'reward' }, series };
  expect(JSON.parse(chartJson(chart, provenance))).toEqual({
    chart: 'chart',
    x: 'KL',
    y: 'reward',
    series: [{ label: 'BRAIn', points }],
    provenance,
  });
  expect(provenanceText({ ...provenance, backend: 'CPU' })).toBe(
    'BRAIn Playground 1.2.3 · seed 7 · CPU · 2026-11-26',
  );
});
