import { expect, test } from 'vitest';
import {
  circles,
  exceptions,
  importedModules,
  importProblem,
  problems,
  withoutTests,
} from './import_order.mjs';

test('a folder imports from those before it, in src/ and in src/ui/', () => {
  expect(importProblem('src/model/a.ts', 'src/tasks/b.ts')).toBeUndefined();
  expect(importProblem('src/model/a.ts', 'src/model/b/c.ts')).toBeUndefined();
  expect(importProblem('src/ui/charts/a.tsx', 'src/store/b.ts')).toBeUndefined();
  expect(importProblem('src/ui/exact/a.tsx', 'src/ui/train/b.tsx')).toBeUndefined();
  expect(importProblem('src/ui/App.tsx', 'src/ui/exact/a.tsx')).toBeUndefined();
  expect(importProblem('src/ui/main.tsx', 'src/ui/App.tsx')).toBeUndefined();
  expect(importProblem('src/lab.ts', 'src/worker/a.ts')).toBeUndefined();
  expect(importProblem('scripts/a.ts', 'src/ui/charts/b.ts')).toBeUndefined();
});

test('an import against the order, of an entry, of an unknown folder or from outside is a problem', () => {
  expect(importProblem('src/tasks/a.ts', 'src/model/b.ts')).toBe(
    'src/tasks/a.ts imports src/model/b.ts (expected an import from before tasks: errors, event_loop, math, random, settings, tokenizer)',
  );
  expect(importProblem('src/store/a.ts', 'src/ui/b.tsx')).toContain('expected an import from before store');
  expect(importProblem('src/ui/train/a.tsx', 'src/ui/exact/b.tsx')).toBe(
    'src/ui/train/a.tsx imports src/ui/exact/b.tsx (expected an import from before train: link, words, frame, share, charts, presenter, queue, controls, methods, reward)',
  );
  expect(importProblem('src/ui/train/a.tsx', 'src/ui/App.tsx')).toContain('an entry');
  expect(importProblem('src/ui/a.ts', 'src/main.tsx')).toContain('an entry');
  expect(importProblem('src/ui/a.ts', 'src/utils/b.ts')).toContain('expected one of the folders');
  expect(importProblem('src/utils/a.ts', 'src/model/b.ts')).toContain('before utils: none');
  expect(importProblem('src/tasks/a.ts', 'scripts/b.ts')).toContain('expected a file of src/');
});

test('exceptions hold for the named files alone, and are used', () => {
  for (const { from, to } of exceptions) {
    expect(importProblem(from, to)).toBeUndefined();
    expect(importProblem('src/ui/reproduce/series.ts', to)).toContain('expected a file of src/');
  }
  const used = (some: typeof exceptions) => {
    const imports = new Map<string, string[]>();
    for (const { from, to } of some) imports.set(from, [...(imports.get(from) ?? []), to]);
    return problems(imports);
  };
  expect(used(exceptions)).toEqual([]);
  const [unused, ...others] = exceptions;
  expect(used(others)).toEqual([
    `${unused.from} does not import ${unused.to} (expected no exception for it)`,
  ]);
});

test('a circle is found wherever it is entered, and told as a path', () => {
  const imports = new Map([
    ['entry', ['a', 'leaf']],
    ['a', ['leaf', 'b']],
    ['b', ['c']],
    ['c', ['leaf', 'a']],
    ['other', ['b', 'other']],
    ['leaf', []],
  ]);
  expect(circles(imports)).toEqual([
    ['a', 'b', 'c', 'a'],
    ['other', 'other'],
  ]);
  expect(problems(imports)).toContain('circle: a -> b -> c -> a');
  imports.set('c', ['leaf']);
  imports.set('other', ['b']);
  expect(circles(imports)).toEqual([]);
});

test('tests may import anything, and so may what only tests import', () => {
  const imports = new Map([
    ['main.ts', ['a.ts']],
    ['a.ts', []],
    ['a.test.ts', ['a.ts', 'aid.ts']],
    ['aid.ts', ['deeper_aid.ts', 'a.ts']],
    ['deeper_aid.ts', ['a.ts']],
  ]);
  expect([...withoutTests(imports).keys()]).toEqual(['main.ts', 'a.ts']);
  imports.set('a.ts', ['deeper_aid.ts']);
  expect([...withoutTests(imports).keys()]).toEqual(['main.ts', 'a.ts', 'deeper_aid.ts']);
});

test('every form of import is found, of types and workers too; comments and packages are not', () => {
  const text = `
    import { a } from './a.ts';
    import type { B } from './b.ts';
    import {
      c,
      type D,
    } from '../c.ts';
    import * as e from './e.ts';
    import './f.css';
    export { g } from './g.ts';
    export type { H } from './h.ts';
    import react from 'react';
    // import { i } from './i.ts';
    const j = await import('./j.ts');
    new Worker(new URL('./k.ts', import.meta.url));
    import page from '../l.html?url';
    let m: typeof import('./m.ts');
    import again from './a.ts';
  `;
  expect(importedModules(text).sort()).toEqual([
    '../c.ts',
    '../l.html',
    './a.ts',
    './b.ts',
    './e.ts',
    './f.css',
    './g.ts',
    './h.ts',
    './j.ts',
    './k.ts',
    './m.ts',
  ]);
});
