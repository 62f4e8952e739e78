import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { withPolicy } from './page_policy.mjs';

const page = (body: string) =>
  withPolicy(
    `<html><head>\n    <meta charset="utf-8" />\n    <title>x</title></head><body>${body}</body></html>`,
  );

it('states the policy before anything is loaded, within the bytes in which a charset is looked for', () => {
  const html = page('');
  expect(html.indexOf('<meta charset')).toBeLessThan(html.indexOf('Content-Security-Policy'));
  expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.indexOf('<title>'));
  expect(html.indexOf('<meta charset')).toBeLessThan(1024);
  expect(html).not.toContain('<style>');
  expect(html).not.toContain('unsafe-inline');
  expect(html).not.toContain("'unsafe-eval'");
});

it('turns style attributes into rules that one hash allows', () => {
  const html = page('<i style="--i:0">a</i><b style="color:red">b</b><i style="--i:0">c</i>');
  expect(html).toContain('<i data-style="0">a</i><b data-style="1">b</b><i data-style="0">c</i>');
  const [, rules] = /<style>(.*)<\/style>/.exec(html)!;
  expect(rules).toBe('[data-style="0"]{--i:0}[data-style="1"]{color:red}');
  expect(html).toContain(`style-src 'self' 'sha256-${createHash('sha256').update(rules).digest('base64')}';`);
});
