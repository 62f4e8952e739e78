// metrics.csv (RFC 4180): a row per step and per evaluated step, a column per figure. Nested figures have dotted names.
// A cell is empty if the row lacks the figure.

type Figure = number | boolean | string;

/** Figures, and objects of figures. */
type OfStep = object & { readonly step: number };

function flatten(value: object, prefix = ''): [string, Figure][] {
  return Object.entries(value).flatMap(([name, item]: [string, Figure | object | undefined]) => {
    if (item === undefined) return [];
    return typeof item === 'object'
      ? flatten(item, `${prefix}${name}.`)
      : [[prefix + name, item] as [string, Figure]];
  });
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function metricsCsv(
  steps: readonly OfStep[],
  evaluations: readonly (OfStep & { readonly round: number })[],
): string {
  const rows = new Map<number, Map<string, Figure>>();
  const put = (step: number, figures: readonly [string, Figure][]) => {
    const row = rows.get(step) ?? new Map<string, Figure>();
    for (const [name, figure] of figures) if (!row.has(name)) row.set(name, figure);
    rows.set(step, row);
  };
  for (const metrics of steps) put(metrics.step, flatten(metrics));
  for (const { step, round, ...figures } of evaluations)
    put(step, [...flatten({ step, round }), ...flatten(figures, 'evaluation.')]);
  const ordered = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
  // Columns of the steps come first, in the order of first use, then those of the evaluations.
  const columns = [...new Set(ordered.flatMap((row) => [...row.keys()]))].sort(
    (a, b) => Number(a.startsWith('evaluation.')) - Number(b.startsWith('evaluation.')),
  );
  const lines = ordered.map((row) => columns.map((column) => quoted(String(row.get(column) ?? ''))));
  return [columns.map(quoted), ...lines].map((line) => `${line.join(',')}\n`).join('');
}
