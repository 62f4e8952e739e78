import { expect, it } from 'vitest';
import { classCsv } from './class_csv.ts';
import { findResults } from './find_results.ts';
import { madeUpCode } from './made_up_results.ts';

const ids = ['noise', 'frontier'];
const { results } = findResults(
  [
    madeUpCode({ gamma: 0.3, seed: 4 }, { seat: 12, nickname: '=HYPER("x")', answers: { noise: 1 } }),
    madeUpCode(
      { task: 'tldr', method: 'dpo-sft' },
      { prediction: { reward: 1.5, kl: 0.5, why: 2 }, lesson: { id: 'frontier', step: 3 }, isExact: false },
    ),
  ].join('\n'),
  ids,
);

it('has a row for each result, with names only where they are shown', () => {
  const [head, first, second, end] = classCsv(results, false).split('\r\n');
  expect(head).toMatch(
    /^seat,task,method,seed,settings,steps,reward,kl \(nats\),exact,.*,answer: noise,code$/,
  );
  expect(first).toMatch(/^12,Strings,BRAIn,4,\?v=1&seed=4&gamma=0.3,50,2,1,yes,cpu,,,,,,,2,BRAIN1/);
  expect(second).toMatch(/^,TL;DR|^,"TL;DR"/);
  expect(second).toContain(',1.5,0.5,,3,frontier,3,,BRAIN1');
  expect(end).toBe('');
  expect(classCsv(results, false)).not.toContain('HYPER');
});

it('a name that a spreadsheet would compute is a text', () => {
  expect(classCsv(results, true).split('\r\n')[1]).toContain(`,"'=HYPER(""x"")",BRAIN1`);
});
