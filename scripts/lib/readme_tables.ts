// The README's tables, generated from the schema and the record of methods, so that they cannot go stale.
import { defaults } from '../../src/config/presets.ts';
import { type SettingKey, settings } from '../../src/config/schema.ts';
import { objectives } from '../../src/objectives/index.ts';
import type { Setting } from '../../src/settings/setting.ts';
import { TASK_NAMES } from '../../src/tasks/task.ts';
import { kebabCase } from './arguments.mjs';

/** GitHub reads the backslashes of `$...$` as Markdown's first, those of this form not. */
const math = (source: string) => `$\`${source}\`$`;
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function range(setting: Setting): string {
  if (setting.kind === 'choice') return setting.options.map((option) => `\`${option}\``).join(', ');
  return `${setting.min} to ${setting.max}${setting.unit ? ` ${setting.unit}` : ''}`;
}

/** One value if all tasks share it, otherwise each task's own. */
function defaultValue(key: SettingKey): string {
  const values = TASK_NAMES.map((task) => String(defaults[task][key]));
  if (key === 'task') return `\`${values[0]}\``;
  return new Set(values).size === 1
    ? values[0]
    : TASK_NAMES.map((task, t) => `${values[t]} (${task})`).join(', ');
}

function settingsTable(): string {
  const rows = (Object.keys(settings) as SettingKey[]).map((key) => {
    const setting = settings[key];
    const symbol = setting.symbol ? ` ${math(setting.symbol)}` : '';
    const readBy = setting.methods ? ` Read by ${setting.methods.join(', ')}.` : '';
    return [
      `\`--${kebabCase(key)}\``,
      `${setting.label}${symbol}`,
      range(setting),
      defaultValue(key),
      `${setting.explanation}${readBy}`,
      setting.source,
    ];
  });
  return table(['Option', 'Setting', 'Range', 'Default', 'What it does', 'Source'], rows);
}

function methodsTable(): string {
  const rows = Object.entries(objectives).map(([name, { label, summary, equation, source }]) => [
    `\`${name}\``,
    label,
    summary,
    math(equation),
    source,
  ]);
  return table(['Name', 'Method', 'What it does', 'Update direction', 'Source'], rows);
}

const tables: Readonly<Record<string, () => string>> = { settings: settingsTable, methods: methodsTable };

/** The text with what stands between `<!-- name:start -->` and `<!-- name:end -->` generated anew. */
export function withTables(text: string): string {
  return Object.entries(tables).reduce((result, [name, render]) => {
    const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
    const [from, to] = [result.indexOf(start), result.indexOf(end)];
    if (from < 0 || to < from)
      throw new Error(`no table ${name} in the README (expected ${start} before ${end})`);
    return `${result.slice(0, from + start.length)}\n${render()}\n${result.slice(to)}`;
  }, text);
}
