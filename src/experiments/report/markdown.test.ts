import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { experiments } from '../index.ts';
import { madeUpOutcomes } from '../made_up_outcomes.ts';
import { scaleOf } from '../scale.ts';
import { cautionsOf } from './cautions.ts';
import { escaped } from './figure_svg.ts';
import { escapedMarkdown, reportMarkdown } from './markdown.ts';
import { reportExperiment, totalsOf } from './report.ts';

const html = (markdown: string) => marked.parse(markdown, { async: false, gfm: true });
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '[free](javascript:alert(1))',
  '![a pixel](/pixel.png)',
  '| a cell | of its own |',
  'two\n\n# blocks',
  '**loud** _soft_ `code` ~~gone~~ $x^2$',
  '1. one',
  '- two',
  '\\[x](y)',
  '&lt;b&gt;',
];

describe('escaped text', () => {
  it.each(HOSTILE)('%j is shown as it is', (text) => {
    expect(html(escapedMarkdown(text)).trim()).toBe(`<p>${escaped(text.replaceAll(/\s+/g, ' '))}</p>`);
  });

  it('has no markup, whatever it is', () => {
    const characters = fc.constantFrom(...'ab1 .)(<>&[]!*_`~|\\#-+="\'$:/\n');
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 30 }), (parts) => {
        const rendered = html(`x ${escapedMarkdown(parts.join(''))} y`);
        expect(rendered.match(/<[^>]*>/g)).toEqual(['<p>', '</p>']);
      }),
      { numRuns: 500 },
    );
  });
});

it('a report quotes hostile names, commands and reasons', () => {
  const outcomes = madeUpOutcomes(['table1']);
  const [hostile] = HOSTILE;
  const reported = reportExperiment(experiments.table1, outcomes, scaleOf('smoke'));
  const report = {
    date: '2026-01-02T00:00:00Z',
    version: '1.2.3',
    command: `npm run reproduce -- \`\`${hostile}`,
    ...totalsOf(outcomes.values()),
    experiments: [
      {
        ...reported,
        provenance: { ...reported.provenance, backends: [hostile] },
        result: {
          ...reported.result,
          tables: reported.result.tables.map((table) => ({ ...table, note: `judged by ${hostile}` })),
        },
      },
    ],
    cautions: [...cautionsOf([reported.result], outcomes.values()), hostile],
    failures: [{ run: hostile, problem: `|${hostile}|` }],
  };
  const rendered = html(reportMarkdown(report, (id) => `${id}.svg`));
  expect(rendered.match(/<img[^>]*>/g) ?? []).toEqual([]);
  expect(rendered.split(escaped(hostile)).length - 1).toBe(6);
  expect(rendered).not.toMatch(/href="javascript/);
});
