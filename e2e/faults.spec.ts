// What becomes of a run when things break: the part of `npm run faults` that stands for all of it.
import { expect, test } from '@playwright/test';
import { allFaults } from '../scripts/faults/all_faults.ts';
import { openStage, type Stage } from '../scripts/faults/stage.ts';

let stage: Stage;
test.beforeAll(async () => {
  stage = await openStage();
});
test.afterAll(() => stage.close());

for (const fault of allFaults.filter(({ fast }) => fast))
  test(`${fault.name}: ${fault.does}`, async () => {
    const { problems } = await stage.play(fault);
    expect(problems).toEqual([]);
  });
