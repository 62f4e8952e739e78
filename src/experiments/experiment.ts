// An experiment of the paper: the runs it needs, and what their outcomes say beside the paper's numbers. All of it is
// data, so the page, the command line and the report show the same.
import type { SettingKey } from '../config/schema.ts';
import type { MethodName } from '../objectives/index.ts';
import type { LlmJudge, Match } from './llm_judge.ts';
import type { RunOutcome, RunRequest } from './run_outcome.ts';
import type { Scale } from './scale.ts';

export const EXPERIMENT_IDS = [
  'table1',
  'table2',
  'figure2',
  'figure3',
  'table3',
  'table4',
  'figure4',
  'reward-hacking',
  'kl-estimators',
  'best-of-n',
] as const;
export type ExperimentId = (typeof EXPERIMENT_IDS)[number];

export type Outcomes = ReadonlyMap<string, RunOutcome>;

export interface Cell {
  /** Absent: not measured yet. */
  readonly value?: number;
  /** 95 % interval. */
  readonly low?: number;
  readonly high?: number;
  /** The paper's own number. */
  readonly paper?: number;
  /** Why there is no value, or a remark on it. */
  readonly note?: string;
}

export interface ResultTable {
  readonly title: string;
  /** Heads of the columns, the first being that of the row labels. */
  readonly columns: readonly string[];
  readonly unit: string;
  /** Decimals of every number; default: by its size. */
  readonly decimals?: number;
  /** A remark on the table, in sentences. */
  readonly note?: string;
  readonly rows: readonly {
    readonly label: string;
    readonly method?: MethodName;
    readonly cells: readonly Cell[];
  }[];
}

export interface FigurePoint {
  readonly x: number;
  readonly y: number;
  readonly xLow?: number;
  readonly xHigh?: number;
  readonly yLow?: number;
  readonly yHigh?: number;
  /** Shown on hover. */
  readonly label?: string;
}

export interface FigureSeries {
  readonly label: string;
  /** Draws it in the method's colour. */
  readonly method?: MethodName;
  /** CSS colour instead. */
  readonly colour?: string;
  readonly kind: 'points' | 'line' | 'points-and-line';
  readonly dashed?: boolean;
  /** Dashes that tell further lines apart. */
  readonly dash?: 'dotted' | 'dash-dot';
  /** Draws it in the colour of this share of a ramp, 0..1, instead. */
  readonly ramp?: number;
  /** Draws yLow..yHigh as a band along the line. */
  readonly band?: boolean;
  /** The legend does not name it. */
  readonly unlisted?: boolean;
  readonly points: readonly FigurePoint[];
}

export interface FigureAxis {
  readonly label: string;
  readonly scale?: 'linear' | 'log';
  /** Ticks; default: round values. */
  readonly marks?: readonly number[];
}

export interface ResultFigure {
  readonly id: string;
  readonly title: string;
  readonly x: FigureAxis;
  readonly y: FigureAxis;
  /** What the whiskers and bands are; default: 95 % intervals. */
  readonly whiskers?: string;
  readonly series: readonly FigureSeries[];
}

/** Level: the two sides differ by no more than a margin that was stated in advance. */
export type ClaimVerdict = 'reproduced' | 'contradicted' | 'level' | 'undecided' | 'waiting';

/** An ordering, and the verdict on it here. */
export interface Claim {
  readonly text: string;
  /** The paper's numbers or words for it; absent: it is not one of the paper's orderings. */
  readonly paper?: string;
  /** Who else says so, and what, such as "Schulman: k2 is biased". */
  readonly source?: string;
  /** What is expected; absent: that the text is true. */
  readonly expected?: 'level';
  readonly measured: string;
  readonly verdict: ClaimVerdict;
  /** What is set up otherwise than in the paper; absent: nothing, or the ordering is none of the paper's. */
  readonly differs?: string;
  /** Seeds of the gap that the verdict is on; absent: it is on no gap over seeds. */
  readonly seeds?: readonly number[];
  /** Keys of the first seed's runs that decide it; absent: all of the experiment's. */
  readonly runs?: readonly string[];
}

export interface ExperimentResult {
  readonly tables: readonly ResultTable[];
  readonly figures: readonly ResultFigure[];
  readonly claims: readonly Claim[];
}

export interface Experiment {
  readonly id: ExperimentId;
  /** Such as "Table 1". */
  readonly title: string;
  readonly subject: string;
  /** What the paper did and found. */
  readonly paper: string;
  /** What to expect here, and why a small model may differ. */
  readonly expectation: string;
  /** Settings that it varies as the paper does. */
  readonly varies?: readonly SettingKey[];
  requests(scale: Scale): readonly RunRequest[];
  /** The result of the outcomes so far. */
  result(outcomes: Outcomes, scale: Scale, llm?: LlmJudge): ExperimentResult;
  /** The matches for an LLM judge, from each run's first answers; absent: it has no part in it. */
  matches?(outcomes: Outcomes, scale: Scale, answers: number): readonly Match[];
}
