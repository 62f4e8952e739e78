import { expect, it } from 'vitest';
import type { KeptRun } from '../../storage/runs/kept_run.ts';
import { type RunBranch, runTree } from './run_tree.ts';

const run = (id: number, parentId?: number, step = 10) => ({
  id,
  kept: { key: `${id}`, parent: parentId && { key: `${parentId}`, step } } as KeptRun,
});
type Drawn = number | readonly [number, ...Drawn[]];
const drawn = (branches: readonly RunBranch<{ id: number }>[]): Drawn[] =>
  branches.map(({ run: { id }, forks }) => (forks.length > 0 ? [id, ...drawn(forks)] : id));

it('has the newest run first, and forks below their run by the step at which they left', () => {
  const runs = [run(1), run(2), run(3, 1, 30), run(4, 1, 20), run(5, 3), run(6)];
  expect(drawn(runTree(runs))).toEqual([6, 2, [1, 4, [3, 5]]]);
});

it('shows a fork whose run is gone, and a run of which nothing is kept', () => {
  expect(drawn(runTree([run(2, 1), run(3, 2), { id: 4, kept: undefined }]))).toEqual([4, [2, 3]]);
});

it('shows every run once even if records name each other', () => {
  const flat = drawn(runTree([run(1, 2), run(2, 1), run(3, 3), run(4, 2)])).flat(9);
  expect([...flat].sort()).toEqual([1, 2, 3, 4]);
});
