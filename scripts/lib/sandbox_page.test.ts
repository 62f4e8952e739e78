import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './install.mjs';

const html = readFileSync(join(root, 'public/sandbox.html'), 'utf8');
const [inner, outer] = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text);
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

it('allows its own two scripts and workers of their making, nothing else', () => {
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)!;
  expect(policy).toBe(`default-src 'none'; script-src ${hashOf(outer)} ${hashOf(inner)}; worker-src blob:`);
});

it('runs a rule in a frame with no origin', () => {
  expect(html.indexOf(inner)).toBeLessThan(html.indexOf('</template>'));
  expect(html.match(/frame\.sandbox = '[^']*'/g)).toEqual(["frame.sandbox = 'allow-scripts'"]);
  expect(html).not.toContain('allow-same-origin');
});
