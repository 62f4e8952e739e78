// `npm run docs`: brings the README's generated tables and docs/kernels.md up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/install.mjs';
import { kernelDocs } from './lib/kernel_docs.ts';
import { withTables } from './lib/readme_tables.ts';

const path = join(root, 'README.md');
writeFileSync(path, withTables(readFileSync(path, 'utf8')));
writeFileSync(join(root, 'docs/kernels.md'), kernelDocs());
