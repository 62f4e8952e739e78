// The class as chart series: each learner's curve thin, and of each group the median with the band between its quartiles.

import type { CurvePoint } from '../../class/curve_bytes.ts';
import type { FoundResult } from '../../class/find_results.ts';
import { lastPoint, type RunGroup, type RunGroups } from '../../class/run_groups.ts';
import { rampShare } from '../../experiments/sweep/result.ts';
import { median, quantile } from '../../math/statistics.ts';
import { objectives } from '../../objectives/index.ts';
import type { ChartPoint, ChartSeries } from '../charts/chart_series.ts';
import { methodColour } from '../methods/method_styles.ts';
import { rampColour } from '../methods/ramp_styles.ts';

const THIN = { lineWidth: 1, opacity: 0.4, inLegend: false } as const;

/** "seat 12"; a code without a seat has its place in the list. */
export const placeName = ({ seat }: FoundResult, at: number): string =>
  seat === undefined ? `result ${at + 1}` : `seat ${seat}`;

/** A ramp for swept values of one method, else each method's colour. */
function groupColours({ groups, swept }: RunGroups): ReadonlyMap<RunGroup, string> {
  const isRace = new Set(groups.map(({ method }) => method)).size > 1;
  const values = groups.map(({ value }) => value ?? 0);
  const earlier = new Map<string, number>();
  return new Map(
    groups.map((group) => {
      if (swept && !isRace) return [group, rampColour(rampShare({ key: swept, values }, group.value!))];
      const shade = earlier.get(group.method) ?? 0;
      earlier.set(group.method, shade + 1);
      return [group, methodColour(group.method, shade)];
    }),
  );
}

/** Median and quartiles; of one value the value alone. */
function spread(values: readonly number[]): Pick<ChartPoint, 'y' | 'yLow' | 'yHigh'> {
  const y = median(values);
  return values.length < 2 ? { y } : { y, yLow: quantile(values, 0.25), yHigh: quantile(values, 0.75) };
}

/** The group's median at each step that all its finished runs have. */
function medianPath({ finished }: RunGroup): ChartPoint[] {
  const [first, ...others] = finished.map(({ curve }) => new Map(curve.map((point) => [point.step, point])));
  if (!first) return [];
  return [...first.keys()]
    .filter((step) => others.every((curve) => curve.has(step)))
    .map((step) => {
      const points = [first, ...others].map((curve) => curve.get(step)!);
      const x = median(points.map(({ kl }) => kl));
      return {
        x,
        ...spread(points.map(({ reward }) => reward)),
        note: `step ${step}, ${finished.length} runs`,
      };
    });
}

/** Reward against drift. */
export function curveSeries(grouped: RunGroups): ChartSeries[] {
  const colours = groupColours(grouped);
  const thin = grouped.groups.flatMap((group, g) =>
    group.results.map(
      (result, at): ChartSeries => ({
        id: `run-${g}-${at}`,
        label: `${group.label}, ${placeName(result, at)}`,
        colour: colours.get(group)!,
        ...THIN,
        points: result.curve.map(({ step, reward, kl }) => ({ x: kl, y: reward, note: `step ${step}` })),
      }),
    ),
  );
  const medians = grouped.groups.map(
    (group, g): ChartSeries => ({
      id: `median-${g}`,
      label: group.label,
      colour: colours.get(group)!,
      lineWidth: 3,
      band: true,
      endName: group.label,
      points: medianPath(group),
    }),
  );
  return [...thin, ...medians.filter(({ points }) => points.length > 0)];
}

/** A figure of the last step over the swept value. */
export function valueSeries({ groups, swept }: RunGroups, of: (end: CurvePoint) => number): ChartSeries[] {
  if (!swept) return [];
  return [...new Set(groups.map(({ method }) => method))].flatMap((method): ChartSeries[] => {
    const own = groups.filter((group) => group.method === method && group.finished.length > 0);
    const ends = (group: RunGroup) => group.finished.map((result) => of(lastPoint(result)));
    const { label, marker } = objectives[method];
    const colour = methodColour(method);
    return [
      {
        id: `each-${method}`,
        label: `${label}, each run`,
        colour,
        line: 'none',
        marker: 'circle',
        markerSize: 2.5,
        opacity: 0.5,
        inLegend: false,
        points: own.flatMap((group) => ends(group).map((y) => ({ x: group.value!, y }))),
      },
      {
        id: `median-${method}`,
        label: `${label}, median`,
        colour,
        marker,
        band: true,
        points: own.map((group) => ({ x: group.value!, ...spread(ends(group)), note: group.label })),
      },
    ];
  });
}

/** Where learners thought that their runs would end, and where they did: a line joins the two. */
export function predictionSeries(results: readonly FoundResult[]): ChartSeries[] {
  const pairs = results.flatMap((result, at) => {
    const { prediction } = result;
    if (!prediction || 'curve' in prediction) return [];
    const { reward, kl } = lastPoint(result);
    const note = placeName(result, at);
    return [{ guess: { x: prediction.kl, y: prediction.reward, note }, end: { x: kl, y: reward, note } }];
  });
  if (pairs.length === 0) return [];
  return [
    ...pairs.map(
      ({ guess, end }, at): ChartSeries => ({
        id: `way-${at}`,
        label: `${guess.note}, from guess to result`,
        colour: '--chart-plain',
        line: 'dotted',
        ...THIN,
        points: [guess, end],
      }),
    ),
    {
      id: 'guesses',
      label: 'Guesses',
      colour: '--chart-judge',
      line: 'none',
      marker: 'ring',
      points: pairs.map(({ guess }) => guess),
    },
    {
      id: 'ends',
      label: 'Where the runs ended',
      colour: '--chart-plain',
      line: 'none',
      marker: 'circle',
      points: pairs.map(({ end }) => end),
    },
  ];
}
