import { describe, expect, it } from 'vitest';
import { type SettingKey, settings } from '../config/schema.ts';
import { validateConfig } from '../config/validate.ts';
import { experiments } from './index.ts';
import { paperBase, paperSettings } from './paper_settings.ts';
import { valueText } from './report/cell_text.ts';
import { scaleOf } from './scale.ts';
import { longer, triedTables, tunings, tuningTable } from './tuning.ts';

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

  it('stand in a table, in per cent and in words', () => {
    const { columns, rows } = tuningTable(tuning);
    const [{ cells }] = rows;
    expect(cells).toHaveLength(columns.length - 1);
    const [{ base, changes }] = tuning.methods;
    expect(valueText(cells[0])).toBe((100 * base!).toFixed(1));
    for (const [key, value] of Object.entries(changes))
      expect(valueText(cells.at(-1)!)).toContain(`${settings[key as SettingKey].label} ${value}`);
  });
});

it('more steps are compared with the same bases at fewer, of BRAIn and of what it is measured against', () => {
  const { table, command } = triedTables.at(-1)!;
  expect(command).toContain(`--rounds ${longer.rounds}`);
  expect(longer.methods.map(({ method }) => method)).toEqual(['brain', 'dpo-sft']);
  const short = tunings.find(({ task }) => task === longer.task)!;
  expect(longer.rounds).toBeGreaterThan(short.rounds);
  table.rows.forEach(({ cells }, i) => {
    const { method, base } = longer.methods[i];
    const before = short.methods.find((tuned) => tuned.method === method)!.base!;
    expect(cells.slice(0, 2).map((cell) => valueText(cell))).toEqual(
      [before, base!].map((share) => (100 * share).toFixed(1)),
    );
  });
});
