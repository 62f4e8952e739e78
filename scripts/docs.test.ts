import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settings } from '../src/config/schema.ts';
import { METHOD_NAMES } from '../src/objectives/index.ts';
import { methodTexts } from '../src/objectives/texts/index.ts';
import { generatedDocs } from './lib/generated_docs.ts';
import { root } from './lib/install.mjs';
import { pathsIn } from './lib/paths_in.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

test.each(Object.entries(generatedDocs))('%s is up to date (npm run docs)', (path, render) => {
  expect(read(path)).toBe(render());
});

test('every setting and every method is documented', () => {
  for (const { explanation } of Object.values(settings))
    expect(read('docs/settings.md')).toContain(explanation);
  for (const name of METHOD_NAMES) expect(read('docs/methods.md')).toContain(methodTexts[name].paragraph);
});

test('the README is short', () => {
  expect(Buffer.byteLength(read('README.md'))).toBeLessThanOrEqual(10_000);
});

test.each(documents)('every path that %s names is there', (document) => {
  const paths = pathsIn(document, read(document));
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

const NAME = /`([A-Za-z]\w*)`/g;
const rows = read('docs/architecture.md')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => ({ line, files: pathsIn('README.md', line).filter((path) => path.endsWith('.ts')) }))
  .filter(({ files }) => files.length > 0);

test.each(rows)('what is named stands in the files named beside it: $line', ({ line, files }) => {
  const sources = files.map(read).join('\n');
  const names = [...line.matchAll(NAME)].map(([, name]) => name);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(sources))).toEqual([]);
});

test('paths are found in code and in links, from the root and from the document', () => {
  const text =
    'See `src/a.ts:12`, [b](b.md#c), [d](../src/d/), `npm run docs`, `src/<name>.ts`, <https://e.org/src/f.ts>';
  expect(pathsIn('docs/x.md', text)).toEqual(['src/a.ts', 'docs/b.md', 'src/d/']);
  expect(pathsIn('README.md', '`docs/j.md`, ![i](docs/i.png), `out/k`')).toEqual(['docs/j.md', 'docs/i.png']);
});
