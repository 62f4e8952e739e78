import { expect, it } from 'vitest';
import { ownScript } from './trusted_scripts.ts';

const PAGE = 'https://host.example/a/b/index.html?task=strings#exact';

it.each(['assets/worker-abc.js', 'https://host.example/a/b/assets/w.js?connect=x', './sw.js'])(
  'trusts %s',
  (address) => expect(ownScript(address, PAGE)).toBe(address),
);

it.each([
  'https://elsewhere.example/a/b/w.js',
  '//elsewhere.example/a/b/w.js',
  '/a/w.js',
  '../w.js',
  'assets/../../w.js',
  'data:text/javascript,alert(1)',
  'blob:https://host.example/a/b/6f1e',
  'javascript:alert(1)',
])('refuses %s', (address) =>
  expect(() => ownScript(address, PAGE)).toThrow(
    `invalid script address: ${address} (expected one below https://host.example/a/b/)`,
  ),
);
