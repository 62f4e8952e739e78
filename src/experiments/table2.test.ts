import { expect, it } from 'vitest';
import { SIZES, scaleOf } from './scale.ts';
import { table1 } from './table1.ts';
import { table2 } from './table2.ts';

it.each(SIZES)('compares the runs of Table 1, at size %s', (size) => {
  expect(table2.requests(scaleOf(size))).toEqual(table1.requests(scaleOf(size)));
});

it('has the paper’s Anthropic HH beside the tasks that stand for it', () => {
  const { claims } = table2.result(new Map(), scaleOf('full', 1));
  const said = claims.map(({ text, paper }) => [text.slice(text.indexOf('(') + 1, text.indexOf(',')), paper]);
  const papers = (task: string) => said.filter(([name]) => name === task).map(([, paper]) => paper);
  for (const task of ['Markov', 'Sentiment', 'Dialog'])
    expect(papers(task)).toEqual(['44 against 21.4', '45.4 against 20.2', '44.2 against 20.3']);
  expect(papers('TL;DR')).toEqual(['42.1 against 38.3', '45.2 against 35.9', '45.1 against 37.3']);
});
