// What the page, the URL, the documents and the laboratory command know of one setting. A setting carries its default;
// types of values are inferred from a record of settings.
interface SettingTexts {
  /** KaTeX source of the paper's symbol, where it has one. */
  readonly symbol?: string;
  readonly label: string;
  readonly explanation: string;
  /** Where the default or the paper's value comes from. */
  readonly source: string;
  /** Safe to change while a run goes on; otherwise "restart with changes". */
  readonly live: boolean;
}

/** Groups in the order in which they are listed. */
export const SETTING_GROUPS = ['run', 'algorithm', 'method', 'optimiser', 'evaluation'] as const;

interface SettingPlace {
  readonly group: (typeof SETTING_GROUPS)[number];
  /** Only the named methods read it; absent: all. */
  readonly methods?: readonly string[];
  /** Only the named tasks read it; absent: all. */
  readonly tasks?: readonly string[];
  /** Only runs with one of the named training rewards read it; absent: all. */
  readonly rewards?: readonly string[];
}

/** Bounds of a number, and how a slider runs over them. */
export interface NumberRange {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly scale: 'linear' | 'log';
}

/** A number setting as its method declares it. */
interface MethodNumber extends NumberRange, SettingTexts {
  readonly unit?: string;
  readonly default: number;
}

/** A choice as its method declares it. */
interface MethodChoice extends SettingTexts {
  readonly kind: 'choice';
  readonly options: readonly string[];
  readonly default: string;
}

/** What a text has to be. */
export interface TextRule {
  readonly kind: 'text';
  /** Characters. */
  readonly longest: number;
  /** What it takes, as it is said in parentheses. */
  readonly takes: string;
  /** What is wrong with a text, as a sentence without its full stop; undefined: nothing. */
  readonly problemOf: (text: string) => string | undefined;
}

/** A text as its method declares it. */
interface MethodText extends TextRule, SettingTexts {
  readonly default: string;
}

/** A setting as its method declares it; group and readers follow from where it stands. */
export type MethodSetting = MethodNumber | MethodChoice | MethodText;
export interface NumberSetting extends MethodNumber, SettingPlace {}
export interface ChoiceSetting extends MethodChoice, SettingPlace {}
export interface TextSetting extends MethodText, SettingPlace {}
export type Setting = NumberSetting | ChoiceSetting | TextSetting;

/** What is needed to read a value and to step it: a setting, or bounds without the texts. */
export type NumberBounds = NumberRange;
export type ChoiceOptions = Pick<MethodChoice, 'kind' | 'options'>;

/** The type of a setting's value. */
type ValueOf<S> = S extends { readonly kind: 'choice'; readonly options: readonly (infer Option)[] }
  ? Option
  : S extends { readonly kind: 'text' }
    ? string
    : number;
/** The type of the values of a record of settings. */
export type Values<Settings> = { readonly [Key in keyof Settings]: ValueOf<Settings[Key]> };

/** Bounds of a whole number. */
export const integer = (min: number, max: number, scale: 'linear' | 'log' = 'linear') =>
  ({ kind: 'number', min, max, integer: true, scale }) as const satisfies NumberRange;

/** Bounds of a real number. */
export const real = (min: number, max: number, scale: 'linear' | 'log' = 'log') =>
  ({ kind: 'number', min, max, integer: false, scale }) as const satisfies NumberRange;

/** One of a few options, and which it is at first. */
export const choice = <const Option extends string>(
  options: readonly Option[],
  initial: NoInfer<Option>,
): { readonly kind: 'choice'; readonly options: readonly Option[]; readonly default: Option } => ({
  kind: 'choice',
  options,
  default: initial,
});
