import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settings } from '../src/config/schema.ts';
import { root } from './lib/install.mjs';
import { withTables } from './lib/readme_tables.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the README is up to date (npm run docs)', () => {
  expect(withTables(readme)).toBe(readme);
});

test('an edited or emptied table is generated anew; a lost marker is an error', () => {
  const emptied = readme.replace(/(<!-- settings:start -->)[\s\S]*(<!-- settings:end -->)/, '$1$2');
  expect(withTables(emptied)).toBe(readme);
  for (const { explanation } of Object.values(settings)) expect(readme).toContain(explanation);
  expect(() => withTables(readme.replace('<!-- methods:end -->', ''))).toThrow('no table methods');
});
