import { describe, expect, it } from 'vitest';
import { validateConfig } from '../config/validate.ts';
import { experiments } from './index.ts';
import { paperBase, paperSettings, tunings } from './paper_settings.ts';
import { scaleOf } from './scale.ts';

/** What the experiments on a text task train, best-of-n and races aside. */
const trained = (task: string) =>
  new Set(
    (['table1', 'table3', 'table4', 'figure2', 'figure4'] as const)
      .flatMap((id) => experiments[id].requests(scaleOf('full', 1)))
      .filter(({ config }) => config.task === task)
      .map(({ config }) => config.method),
  );

describe.each(tunings)('settings on $task', (tuning) => {
  it('were looked for once for every method that the experiments compare', () => {
    const methods = tuning.methods.map(({ method }) => method);
    expect(new Set(methods)).toEqual(trained(tuning.task));
    expect(new Set(methods).size).toBe(methods.length);
    expect(tuning.trials).toBeGreaterThan(1);
  });

  it('are valid, and what a run of the method starts from', () => {
    for (const { method, changes, base, best } of tuning.methods) {
      const config = paperSettings(tuning.task, method);
      expect(config).toEqual({ ...paperBase(tuning.task, method), ...changes });
      expect(validateConfig({ ...config }, config).problems).toEqual([]);
      if (Object.keys(changes).length > 0) expect(best! - base!).toBeGreaterThanOrEqual(0.01);
      else expect(best).toBe(base);
    }
  });
});
