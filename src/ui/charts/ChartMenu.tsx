// The menu of a chart: how it is drawn, its table, and its files.
import styles from './ChartMenu.module.css';
import type { YScale } from './log_axis.ts';
import { SMOOTHING_STEPS, type Smoothing, type SmoothingChoice } from './smoothing.ts';

const STRINGS = {
  smoothing: 'Smoothing',
  smoothed: (name: Smoothing) =>
    name === 'off' ? 'off' : `${name}: mean of the last ${SMOOTHING_STEPS[name]} steps`,
  scale: 'Vertical axis',
  scales: { linear: 'linear', logarithmic: 'logarithmic, values above 0' } satisfies Record<YScale, string>,
  table: 'Table',
  tableTitle: 'Show the numbers as a table',
  save: 'Save as',
  files: { csv: 'CSV', json: 'JSON', png: 'PNG' } satisfies Record<ChartFile, string>,
} as const;

const CHART_FILES = ['csv', 'json', 'png'] as const;
export type ChartFile = (typeof CHART_FILES)[number];

export interface ChartMenuProps {
  readonly smoothing?: SmoothingChoice;
  readonly yScale?: { readonly value: YScale; readonly onChange: (value: YScale) => void };
  readonly tableShown: boolean;
  readonly onTable: () => void;
  readonly onSave: (file: ChartFile) => void;
}

export function ChartMenu({ smoothing, yScale, tableShown, onTable, onSave }: ChartMenuProps) {
  return (
    <div className={styles.menu}>
      {smoothing && (
        <label className={styles.field}>
          {STRINGS.smoothing}
          <select
            className="select"
            value={smoothing.value}
            onChange={({ target }) => smoothing.onChange(target.value as Smoothing)}
          >
            {(Object.keys(SMOOTHING_STEPS) as Smoothing[]).map((name) => (
              <option key={name} value={name}>
                {STRINGS.smoothed(name)}
              </option>
            ))}
          </select>
        </label>
      )}
      {yScale && (
        <label className={styles.field}>
          {STRINGS.scale}
          <select
            className="select"
            value={yScale.value}
            onChange={({ target }) => yScale.onChange(target.value as YScale)}
          >
            {(Object.keys(STRINGS.scales) as YScale[]).map((name) => (
              <option key={name} value={name}>
                {STRINGS.scales[name]}
              </option>
            ))}
          </select>
        </label>
      )}
      <button
        type="button"
        className="button"
        aria-pressed={tableShown}
        title={STRINGS.tableTitle}
        onClick={onTable}
      >
        {STRINGS.table}
      </button>
      <fieldset className={styles.files}>
        <legend>{STRINGS.save}</legend>
        {CHART_FILES.map((file) => (
          <button key={file} type="button" className="button" onClick={() => onSave(file)}>
            {STRINGS.files[file]}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
