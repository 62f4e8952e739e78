import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './install.mjs';

it('kernels for f16 and for subgroup matrices compile', () => {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const script = join(root, 'scripts/lib/offered_kernels.ts');
  const printed = execFileSync(process.execPath, [tsx, script], { encoding: 'utf8' });
  expect(printed.trim()).toMatch(/^\d{3} kernels compiled, \d{2,3} of them by matrices$/);
});
