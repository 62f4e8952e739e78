import { expect, it } from 'vitest';
import { type SettingKey, settings } from '../../config/schema.ts';
import { longer, tunings } from '../paper_settings.ts';
import { valueText } from './cell_text.ts';
import { triedTables, tuningTable } from './tuning_tables.ts';

it.each(tunings)('settings on $task stand in a table, in per cent and in words', (tuning) => {
  const { columns, rows } = tuningTable(tuning);
  const [{ cells }] = rows;
  expect(cells).toHaveLength(columns.length - 1);
  const [{ base, changes }] = tuning.methods;
  expect(valueText(cells[0])).toBe((100 * base!).toFixed(1));
  for (const [key, value] of Object.entries(changes))
    expect(valueText(cells.at(-1)!)).toContain(`${settings[key as SettingKey].label} ${value}`);
});

it('more steps are compared with the same bases at fewer, of BRAIn and of what it is measured against', () => {
  const { table, command } = triedTables.at(-1)!;
  expect(command).toContain(`--rounds ${longer.rounds}`);
  expect(longer.methods.map(({ method }) => method)).toEqual(['brain', 'dpo-sft']);
  const short = tunings.find(({ task }) => task === longer.task)!;
  expect(longer.rounds).toBeGreaterThan(short.rounds);
  table.rows.forEach(({ cells }, i) => {
    const { method, base } = longer.methods[i];
    const before = short.methods.find((one) => one.method === method)!.base!;
    expect(cells.slice(0, 2).map((cell) => valueText(cell))).toEqual(
      [before, base!].map((share) => (100 * share).toFixed(1)),
    );
  });
});
