import { expect, it } from 'vitest';
import { chartCsv } from './chart_files.ts';

it('writes full precision, quotes what needs it and defuses formulas', () => {
  const csv = chartCsv({
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
  });
  expect(csv.split('\r\n')).toEqual([
    'series,KL,KL low,KL high,reward,reward low,reward high,note',
    '"BRAIn, gamma 1 ""x""",0.30000000000000004,,,-1,-2,0,',
    "'=HYPERLINK(),1,,,2,,,step 3",
    '',
  ]);
});
