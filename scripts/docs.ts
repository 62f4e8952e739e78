// `npm run docs`: regenerates the generated documents.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedDocs } from './lib/generated_docs.ts';
import { root } from './lib/install.mjs';

for (const [path, render] of Object.entries(generatedDocs)) writeFileSync(join(root, path), render());
