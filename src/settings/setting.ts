// What the page, the URL, the README and the laboratory command know of one setting.
export interface SettingBase {
  /** KaTeX source of the paper's symbol, where it has one. */
  readonly symbol?: string;
  readonly label: string;
  readonly explanation: string;
  /** Where the default or the paper's value comes from. */
  readonly source: string;
  readonly group: 'run' | 'algorithm' | 'method' | 'optimiser' | 'evaluation';
  /** Safe to change while a run goes on; otherwise "restart with changes". */
  readonly live: boolean;
  /** Only the named methods read it; absent: all. */
  readonly methods?: readonly string[];
}

export interface NumberSetting extends SettingBase {
  readonly kind: 'number';
  readonly unit?: string;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly scale: 'linear' | 'log';
}

export interface ChoiceSetting extends SettingBase {
  readonly kind: 'choice';
  readonly options: readonly string[];
}

export type Setting = NumberSetting | ChoiceSetting;

/** What is needed to read a value and to step it: a setting, or bounds without the texts. */
export type NumberBounds = Pick<NumberSetting, 'kind' | 'min' | 'max' | 'integer' | 'scale'>;
export type ChoiceOptions = Pick<ChoiceSetting, 'kind' | 'options'>;

/** Bounds of a whole number. */
export const integer = (min: number, max: number, scale: 'linear' | 'log' = 'linear') =>
  ({ kind: 'number', min, max, integer: true, scale }) as const satisfies Partial<NumberSetting>;
/** Bounds of a real number. */
export const real = (min: number, max: number, scale: 'linear' | 'log' = 'log') =>
  ({ kind: 'number', min, max, integer: false, scale }) as const satisfies Partial<NumberSetting>;
