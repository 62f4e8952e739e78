import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PAPER_BIBTEX, pageBibtex } from './citation.ts';

it('cites the paper as the README does', () => {
  expect(readFileSync('README.md', 'utf8')).toContain(PAPER_BIBTEX);
});

it('cites the page with its link, version and day, braces balanced', () => {
  const text = pageBibtex({
    link: 'https://example.org/?v=1&method=gdc%2B%2B&x={#train',
    version: '1.2.3',
    date: '2026-11-26',
  });
  expect(text).toContain('{\\url{https://example.org/?v=1&method=gdc%2B%2B&x=%7B#train}}');
  expect(text).toContain('Version 1.2.3, seen on 2026-11-26');
  expect(text).toMatch(/year += \{2026\}/);
  expect(text.split('{').length).toBe(text.split('}').length);
});
