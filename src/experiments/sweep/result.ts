// A sweep's outcomes as figures and a table: for each method the way from the prior at every value, in the colours of a
// ramp; then reward, drift and distance to the best line over the values.
import { nameOf } from '../../config/diff.ts';
import { defaults } from '../../config/presets.ts';
import { settings } from '../../config/schema.ts';
import { FRONTIER_NAMES } from '../../metrics/frontier.ts';
import { type MethodName, objectives } from '../../objectives/index.ts';
import { taskCards } from '../../tasks/task.ts';
import type {
  Cell,
  ExperimentResult,
  FigurePoint,
  FigureSeries,
  Outcomes,
  ResultFigure,
  ResultTable,
} from '../experiment.ts';
import {
  type BestLines,
  bestLines,
  measuresOf,
  overSeeds,
  type Possible,
  pathOf,
  type RunMeasures,
  rangeOverSeeds,
  runsAt,
} from './measures.ts';
import { numberSetting } from './number_setting.ts';
import { type Sweep, type SweepPoint, type SweptSetting, sweepPoints, worldOf } from './sweep.ts';
import { seedsText } from './text.ts';

const KL_LABEL = 'KL(policy, prior), nats per response';
const DISTANCE_LABEL = 'Reward below the best line at the same KL';

/** Dashes of the second setting's values. */
const DASHES: readonly Pick<FigureSeries, 'dashed' | 'dash'>[] = [
  {},
  { dashed: true },
  { dash: 'dotted' },
  { dash: 'dash-dot' },
];

interface MeasuredPoint extends SweepPoint {
  readonly measures: readonly RunMeasures[];
}

/** "gamma 0.3" or "gamma 0.3, learning rate 0.001". */
const valuesText = ({ swept }: Pick<Sweep, 'swept'>, values: readonly number[]): string =>
  swept.map(({ key }, at) => `${nameOf(key)} ${values[at]}`).join(', ');

const scaleOf = ({ key, values }: SweptSetting) =>
  numberSetting(key)!.scale === 'log' && values.every((value) => value > 0) ? 'log' : 'linear';

/** Share of a ramp that a value of the first setting has, along its scale. */
export function rampShare(setting: SweptSetting, value: number): number {
  const along = (one: number) => (scaleOf(setting) === 'log' ? Math.log(one) : one);
  const [low, high] = [Math.min(...setting.values), Math.max(...setting.values)].map(along);
  return high > low ? (along(value) - low) / (high - low) : 1;
}

const dashesOf = ({ swept: [, second] }: Sweep, values: readonly number[]) =>
  DASHES[second ? second.values.indexOf(values[1]) : 0];

const rangeOver = ({ seeds }: Sweep) => `from the lowest to the highest of ${seeds.length} seeds`;

/** The mean way of a point's runs: of those that are done, or else of those under way, as far as all of them are. */
function meanPath(point: SweepPoint, outcomes: Outcomes, live: Outcomes): FigurePoint[] {
  const done = runsAt(point, outcomes);
  const paths = (done.length > 0 ? done : runsAt(point, live)).map(pathOf);
  if (paths.length === 0) return [];
  const [first, ...others] = paths.map((path) => new Map(path.map((place) => [place.step, place])));
  return [...first.keys()]
    .filter((step) => others.every((path) => path.has(step)))
    .map((step) => {
      const places = [first, ...others].map((path) => path.get(step)!);
      const kl = rangeOverSeeds(places.map((place) => place.kl));
      const reward = rangeOverSeeds(places.map((place) => place.reward));
      const ofX = { x: kl.value, xLow: kl.low, xHigh: kl.high };
      return { ...ofX, y: reward.value, yLow: reward.low, yHigh: reward.high, label: `step ${step}` };
    });
}

const withoutX = ({ xLow, xHigh, ...point }: FigurePoint): FigurePoint => point;

/** A line up to its first point beyond a KL. */
function upTo<Point extends { readonly kl: number }>(line: readonly Point[], kl: number): readonly Point[] {
  const beyond = line.findIndex((point) => point.kl > kl);
  return beyond < 0 ? line : line.slice(0, beyond + 1);
}

function bestSeries(lines: BestLines, worlds: ReadonlySet<string>, widest: number, isExact: boolean) {
  return [...lines]
    .filter(([world]) => worlds.has(world))
    .map(
      ([, line], at): FigureSeries => ({
        label: isExact ? FRONTIER_NAMES.exact : FRONTIER_NAMES.reachable,
        kind: 'line',
        dashed: true,
        unlisted: at > 0,
        points: upTo(line, widest).map(({ kl, reward }) => ({ x: kl, y: reward })),
      }),
    );
}

function rampFigure(
  sweep: Sweep,
  method: MethodName,
  points: readonly SweepPoint[],
  outcomes: Outcomes,
  live: Outcomes,
  lines: BestLines,
): ResultFigure {
  const [first] = sweep.swept;
  const paths = points.map((point) => meanPath(point, outcomes, live));
  const widest = Math.max(0, ...paths.flat().map(({ x }) => x));
  const runs = points.flatMap((point) => runsAt(point, live));
  const worlds = new Set(runs.map(({ config }) => worldOf(config)));
  const isExact = runs.some(({ exact }) => exact.length > 0);
  return {
    id: `sweep-frontier-${method.replaceAll('+', 'p')}`,
    title: `Reward against drift, ${objectives[method].label} on ${taskCards[sweep.task].label}`,
    x: { label: KL_LABEL },
    y: { label: rewardLabel(sweep) },
    whiskers: rangeOver(sweep),
    series: [
      ...bestSeries(lines, worlds, widest, isExact),
      ...points.flatMap(({ values }, at): FigureSeries[] => {
        const label = valuesText(sweep, values);
        const ramp = rampShare(first, values[0]);
        return [
          {
            label,
            kind: 'line',
            ramp,
            band: true,
            ...dashesOf(sweep, values),
            points: paths[at].map(withoutX),
          },
          { label, kind: 'points', ramp, unlisted: true, points: paths[at].slice(-1) },
        ];
      }),
    ],
  };
}

const rewardLabel = ({ overrides, task }: Sweep) =>
  (overrides.reward ?? defaults[task].reward) === 'gold' ? 'Reward' : 'Training reward';

interface Measure {
  readonly id: string;
  readonly title: string;
  /** Of the axis; absent: the reward's. */
  readonly label?: string;
  readonly of: (run: RunMeasures) => number | undefined;
  readonly possible: Possible;
}

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
const MEASURES: readonly Measure[] = [
  {
    id: 'reward',
    title: 'Reward',
    of: ({ reward }) => reward,
    possible: [NEGATIVE_INFINITY, POSITIVE_INFINITY],
  },
  { id: 'kl', title: 'Drift', label: KL_LABEL, of: ({ kl }) => kl, possible: [0, POSITIVE_INFINITY] },
  {
    id: 'distance',
    title: 'Distance to the best line',
    label: DISTANCE_LABEL,
    of: ({ distance }) => distance,
    possible: [NEGATIVE_INFINITY, POSITIVE_INFINITY],
  },
];
const WIN_RATE = {
  of: ({ winRate }: RunMeasures) => 100 * winRate,
  possible: [0, 100],
} satisfies Partial<Measure>;

/** Undefined where a run lacks the figure: a mean over the others would be of other runs. */
function valuesOf(runs: readonly RunMeasures[], of: Measure['of']): number[] | undefined {
  const values = runs.map(of).filter((value) => value !== undefined);
  return values.length > 0 && values.length === runs.length ? values : undefined;
}

function measureFigure(
  sweep: Sweep,
  points: readonly MeasuredPoint[],
  { id, title, label = rewardLabel(sweep), of }: Measure,
): ResultFigure {
  const [first, second] = sweep.swept;
  const setting = settings[first.key];
  const unit = 'unit' in setting && setting.unit ? `, ${setting.unit}` : '';
  const series = sweep.methods.flatMap((method) =>
    (second?.values ?? [undefined]).map((value): FigureSeries => {
      const own = points.filter((point) => point.method === method && point.values[1] === value);
      const { label: name } = objectives[method];
      return {
        label: value === undefined ? name : `${name}, ${nameOf(second.key)} ${value}`,
        method,
        kind: 'points-and-line',
        band: true,
        ...DASHES[value === undefined ? 0 : second.values.indexOf(value)],
        points: own
          .flatMap(({ values, measures }): FigurePoint[] => {
            const known = valuesOf(measures, of);
            if (!known) return [];
            const { value: y, low, high } = rangeOverSeeds(known);
            return [{ x: values[0], y, yLow: low, yHigh: high }];
          })
          .sort((a, b) => a.x - b.x),
      };
    }),
  );
  return {
    id: `sweep-${id}`,
    title: `${title} over ${nameOf(first.key)}`,
    x: {
      label: `${setting.label}${unit}`,
      scale: scaleOf(first),
      marks: [...first.values].sort((a, b) => a - b),
    },
    y: { label },
    whiskers: rangeOver(sweep),
    series,
  };
}

function sweepTable(sweep: Sweep, points: readonly MeasuredPoint[]): ResultTable {
  const names = sweep.swept.map(({ key }) => nameOf(key)).join(', ');
  const runs = points.flatMap(({ measures }) => measures);
  const exact = runs.length > 0 && runs.every(({ isExact }) => isExact);
  return {
    title: `${taskCards[sweep.task].label} over ${names}`,
    unit: `after the last step, mean of ${sweep.seeds.length === 1 ? 'seed' : 'seeds'} ${seedsText(sweep.seeds)}`,
    columns: [`Method, ${names}`, 'Reward', 'KL, nats', 'Below the best line', 'Win-rate, %', 'Runs'],
    note: [
      exact
        ? 'Reward and KL are exact; the win-rate is of validation samples.'
        : 'All figures are of samples on validation prompts.',
      sweep.seeds.length === 1 ? 'One seed does not show how much seeds differ.' : '',
    ]
      .filter(Boolean)
      .join(' '),
    rows: points.map(({ method, values, measures, requests }) => ({
      label: `${objectives[method].label}, ${sweep.swept.map((_, at) => values[at]).join(', ')}`,
      method,
      cells: [
        ...[...MEASURES, WIN_RATE].map(({ of, possible }): Cell => {
          const known = valuesOf(measures, of);
          return known ? overSeeds(known, possible) : {};
        }),
        { note: `${measures.length} of ${requests.length}` },
      ],
    })),
  };
}

/** @param live the outcomes, with the evaluations of running runs; only the ramp draws them. */
export function sweepResult(sweep: Sweep, outcomes: Outcomes, live = outcomes): ExperimentResult {
  const points = sweepPoints(sweep);
  const known = points.flatMap((point) => runsAt(point, outcomes));
  const lines = bestLines(known);
  const measured = points.map((point) => ({
    ...point,
    measures: runsAt(point, outcomes).map((run) => measuresOf(run, lines)),
  }));
  return {
    figures: [
      ...sweep.methods.map((method) =>
        rampFigure(
          sweep,
          method,
          points.filter((point) => point.method === method),
          outcomes,
          live,
          lines,
        ),
      ),
      ...MEASURES.map((measure) => measureFigure(sweep, measured, measure)),
    ],
    tables: [sweepTable(sweep, measured)],
    claims: [],
  };
}
