import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root } from './install.mjs';
import { thirdPartyNotices } from './third_party_notices.mjs';

const inPackage = (path: string) => join(root, 'node_modules', path);

it('has the licence of each package once, and the text of those that only name it', () => {
  const text = thirdPartyNotices(
    [
      join(root, 'src/ui/main.tsx'),
      inPackage('react/index.js'),
      inPackage('react/jsx-runtime.js'),
      inPackage('@tensorflow/tfjs-core/dist/index.js'),
      '\0rolldown/runtime.js',
    ],
    root,
  );
  expect(text.match(/^react \d.*\(MIT\)$/gm)).toHaveLength(1);
  expect(text).toContain('Copyright (c) Meta Platforms');
  const [, ofTensorFlow] = text.split(/^@tensorflow\/tfjs-core .*$/m);
  expect(ofTensorFlow.slice(0, 1000)).toContain('Apache License');
  expect(text).toContain('workbox-precaching');
  expect(text).not.toContain('react-dom');
});

it('refuses a package without a licence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'notices-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules/nameless'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/nameless/package.json'), '{"name":"nameless","version":"1.0.0"}');
  expect(() => thirdPartyNotices([join(folder, 'node_modules/nameless/index.js')], root)).toThrow(
    'nameless has no licence',
  );
});
