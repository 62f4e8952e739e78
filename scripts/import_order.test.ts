import { expect, test } from 'vitest';
import { importedModules, importProblem } from './import_order.mjs';

test('a folder imports from those before it', () => {
  expect(importProblem('src/model/a.ts', 'src/tasks/b.ts')).toBeUndefined();
  expect(importProblem('src/model/a.ts', 'src/model/b.ts')).toBeUndefined();
  expect(importProblem('src/ui/charts/a.tsx', 'src/store/b.ts')).toBeUndefined();
  expect(importProblem('src/main.tsx', 'src/ui/app.tsx')).toBeUndefined();
});

test('an import against the order, of an entry or of an unknown folder is a problem', () => {
  expect(importProblem('src/tasks/a.ts', 'src/model/b.ts')).toBe(
    'src/tasks/a.ts imports src/model/b.ts (expected an import from before tasks: errors, math, settings, config, random, tokenizer)',
  );
  expect(importProblem('src/store/a.ts', 'src/ui/b.tsx')).toContain('src/store/a.ts imports src/ui/b.tsx');
  expect(importProblem('src/ui/a.ts', 'src/main.tsx')).toContain('an entry');
  expect(importProblem('src/ui/a.ts', 'src/utils/b.ts')).toContain('expected one of the folders');
});

test('exceptions hold in one direction and for the named files alone', () => {
  expect(importProblem('src/config/schema.ts', 'src/tasks/task.ts')).toBeUndefined();
  expect(importProblem('src/config/other.ts', 'src/tasks/task.ts')).toBeDefined();
  expect(importProblem('src/training/a.ts', 'src/metrics/b.ts')).toBeUndefined();
  expect(importProblem('src/objectives/a.ts', 'src/metrics/b.ts')).toBeDefined();
});

test('values are found in every form of import, types and comments are not', () => {
  const text = `
    import { a } from './a.ts';
    import type { B } from './b.ts';
    import {
      c,
      type D,
    } from '../c.ts';
    import * as e from './e.ts';
    import './f.ts';
    export { g } from './g.ts';
    export type { H } from './h.ts';
    import react from 'react';
    // import { i } from './i.ts';
    const j = await import('./j.ts');
    new Worker(new URL('./k.ts', import.meta.url));
  `;
  expect(importedModules(text).sort()).toEqual([
    '../c.ts',
    './a.ts',
    './e.ts',
    './f.ts',
    './g.ts',
    './j.ts',
    './k.ts',
  ]);
});
