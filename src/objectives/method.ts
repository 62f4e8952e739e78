// What a method is: a coefficient rule, a pure float64 function from the log-probs and rewards of one prompt's samples
// to the coefficients c_i of the update direction sum_i c_i grad log q(y_i | x), with c_i = -dLoss/d logPolicy_i. Its
// file also holds the settings it reads and what it asks of the loop; `texts/` holds what is said of it.
import type { ModelConfig } from '../model/config.ts';
import type { TrainedModel } from '../model/extend.ts';
import type { LanguageModel } from '../model/language_model.ts';
import type { RunSettings } from '../settings/run_settings.ts';
import type { MethodSetting, Values } from '../settings/setting.ts';
import type { RunTask } from '../tasks/task.ts';
import type { ReplayGroup, RuleInput, RunFigures } from './group.ts';
import type { Hue } from './hues.ts';
import type { Pushes } from './pushes.ts';

/** Families as the page groups the methods. */
export const FAMILIES = [
  'Distribution matching',
  'Pairs',
  'Labels and ranks',
  'Policy gradient',
  'Your own',
  'No training',
] as const;

/** How a method's points are drawn. The prior is a diamond, so no method is. */
type MethodMarker = 'circle' | 'square' | 'triangle' | 'cross' | 'star';

/**
 * Where samples come from: snapshots of the policy, the frozen prior, snapshots behind GDC's divergence gate, prior
 * samples that statistical rejection accepts, pairs of the preference data.
 */
export type SampleSource = 'policy' | 'prior' | 'gated' | 'rejection' | 'preferences';

/** Named figures of one group, for charts. */
type Diagnostics = Readonly<Record<string, number>>;

export interface RuleResult {
  readonly coefficients: readonly number[]; // [n]
  /** For rules that push tokens one by one: [n][T]; `coefficients` are then their sums. */
  readonly tokenCoefficients?: readonly (readonly number[])[];
  /** Minus the derivative of the loss by each value, [n][T] (PPO). */
  readonly valueCoefficients?: readonly (readonly number[])[];
  readonly loss: number;
  readonly diagnostics: Diagnostics;
}

/** The settings that every rule may read; it reads others only where its method declares them. */
export type RuleSettings = Pick<RunSettings, 'gamma' | 'goodness' | 'logProbReduction'>;

/** What a search may try for a setting. */
export type SearchRange =
  | { readonly log: readonly [number, number] }
  | { readonly linear: readonly [number, number] }
  | { readonly options: readonly (string | number)[] };

/** How many steps a run has and when it is measured. */
export type Schedule = Pick<RunSettings, 'rounds' | 'stepsPerRound' | 'evaluationInterval'>;

/** What a method carries from round to round; `save` holds all of it, as plain data. */
export interface Carry<Config> {
  /** Takes in a round's groups, and returns them with what the method adds. */
  readonly weigh?: (groups: readonly ReplayGroup[], config: Config & RunSettings) => readonly ReplayGroup[];
  readonly figures?: () => RunFigures;
  /** The tokens that the policy is asked with, from the prompt's. */
  readonly askedWith?: (prompt: readonly number[]) => readonly number[];
  /** The tokens that a sample with this reward is trained behind, by the settings as they stand. */
  readonly trainedBehind?: (
    prompt: readonly number[],
    reward: number,
    config: Config & RunSettings,
  ) => readonly number[];
  readonly save: () => CarriedState;
  readonly load: (state: CarriedState) => void;
}
export type CarriedState = Readonly<Record<string, number | readonly number[] | undefined>>;

/** The batch of a step, for figures that need the models. */
export interface BatchContext {
  readonly task: RunTask;
  readonly policy: LanguageModel;
  readonly prior: LanguageModel;
  readonly groups: readonly ReplayGroup[];
}

type MethodSettings = Readonly<Record<string, MethodSetting>>;

/** A method; `Config` holds the values of the settings it declares. */
export interface Method<Config, Settings extends MethodSettings = MethodSettings> {
  readonly label: string;
  readonly family: (typeof FAMILIES)[number];
  readonly settings: Settings;
  readonly hue: Hue;
  readonly marker: MethodMarker;
  /** The diagnostic that says most about it; absent: the reader chooses. */
  readonly telling?: string;
  /** What `lab search` may turn beside the learning rate. */
  readonly search?: Readonly<Partial<Record<keyof Config | 'replayRounds', SearchRange>>>;
  readonly samplesFrom: SampleSource | ((config: Config) => SampleSource);
  readonly rule: (group: RuleInput, config: Config & RuleSettings) => RuleResult;
  /** The rule's coefficients as a formula that a device can compute; absent: only the rule knows them. */
  readonly pushes?:
    | Pushes<Config & RuleSettings>
    | ((config: Config) => Pushes<Config & RuleSettings> | undefined);

  /** It makes pairs of the samples, and so needs an even number of them. */
  readonly paired?: true;
  /** It reads `RuleInput.tokens`. */
  readonly perToken?: true;
  /** It draws and evaluates, and never updates. */
  readonly frozen?: true;
  /** It learns even from samples that the prior gives no probability. */
  readonly learnsWithoutPrior?: true;
  /** Its loss has a hinge or a clip, or is so steep somewhere that a finite step across looks like one. */
  readonly kinked?: true;
  /** Its loss holds a figure constant that follows the policy, so its slope is not its coefficients. */
  readonly holdsPolicy?: true;

  /** Why these settings cannot stand together, although each is within its bounds. */
  readonly conflict?: (config: Config & RunSettings) => string | undefined;
  /** The prior with what the method needs on top; it computes the same as before. */
  readonly extend?: (prior: TrainedModel, bos: number, config: Config) => TrainedModel;
  readonly carry?: (model: ModelConfig, config: Config & RunSettings) => Carry<Config>;
  /** Figures of a batch that only the models can give. */
  readonly batchFigures?: (batch: BatchContext, config: Config & RunSettings) => Promise<RunFigures>;
  /** Absent: the settings' own. */
  readonly schedule?: (config: Config & RunSettings) => Schedule;
  /** Responses an answer is chosen from after so many steps; absent: 1. */
  readonly choices?: (config: Config & RunSettings, step: number) => number;
}

/** Where a run of the method takes its samples from. */
export const sampleSource = <Config>({ samplesFrom }: Method<Config>, config: Config): SampleSource =>
  typeof samplesFrom === 'function' ? samplesFrom(config) : samplesFrom;

/** The formula of a run of the method, if there is one. */
export const declaredPushes = <Config>(
  { pushes }: Method<Config>,
  config: Config,
): Pushes<Config & RuleSettings> | undefined => (typeof pushes === 'function' ? pushes(config) : pushes);

/** Whether the method weighs its samples by importance: it can lose their probability to samples that it never sees. */
export const weighs = ({ family }: { readonly family: (typeof FAMILIES)[number] }): boolean =>
  family === 'Distribution matching';

/** A method whose rule and hooks read exactly the settings that it declares. */
export const method = <const Settings extends MethodSettings>(
  definition: Method<Values<Settings>, Settings>,
): Method<Values<Settings>, Settings> => definition;
