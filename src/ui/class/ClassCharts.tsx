// The class on charts: all curves, the last step over the swept value, and guesses against what came.
import { useMemo } from 'react';
import type { FoundResult } from '../../class/find_results.ts';
import type { RunGroups } from '../../class/run_groups.ts';
import { nameOf } from '../../config/diff.ts';
import { settings } from '../../config/schema.ts';
import { numberSetting } from '../../experiments/sweep/number_setting.ts';
import { rangeOf } from '../../math/axis_ticks.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import type { ChartAxis } from '../charts/chart_series.ts';
import { curveSeries, predictionSeries, valueSeries } from './class_series.ts';

const STRINGS = {
  curves: 'Every curve',
  curvesNote:
    'Thin: one run. Thick: the median of the runs that ended, with the band between their quartiles.',
  drift: 'Drift from the start (KL, nats)',
  reward: 'Reward',
  rewardOver: (name: string) => `Reward over ${name}`,
  driftOver: (name: string) => `Drift over ${name}`,
  valueNote: 'After the last step. Dots: runs. Line: their median, with the band between their quartiles.',
  guesses: 'Guesses against what came',
  guessesNote: 'Rings: where learners thought their run would end. Dots: where it ended.',
} as const;

const DRIFT: ChartAxis = { label: STRINGS.drift };
const REWARD: ChartAxis = { label: STRINGS.reward };

/** Ticks at the swept values. */
function sweptAxis({ groups, swept }: RunGroups): ChartAxis {
  const { label } = settings[swept!];
  const marks = [...new Set(groups.map(({ value }) => value!))].sort((a, b) => a - b);
  const isLogarithmic = numberSetting(swept!)!.scale === 'log' && marks.every((value) => value > 0);
  const along = isLogarithmic ? Math.log : (value: number) => value;
  const [min, max] = rangeOf(marks.map(along)).map((end) => (isLogarithmic ? Math.exp(end) : end));
  return { label, scale: isLogarithmic ? 'logarithmic' : 'linear', marks, min, max };
}

export interface ClassChartsProps {
  readonly grouped: RunGroups;
  readonly results: readonly FoundResult[];
}

export function ClassCharts({ grouped, results }: ClassChartsProps) {
  const { swept } = grouped;
  const curves = useMemo(() => curveSeries(grouped), [grouped]);
  const rewards = useMemo(() => valueSeries(grouped, ({ reward }) => reward), [grouped]);
  const drifts = useMemo(() => valueSeries(grouped, ({ kl }) => kl), [grouped]);
  const guesses = useMemo(() => predictionSeries(results), [results]);
  return (
    <>
      <ChartFigure
        title={STRINGS.curves}
        explanation={STRINGS.curvesNote}
        fileName="class-curves"
        label={STRINGS.curves}
        series={curves}
        x={DRIFT}
        y={REWARD}
        height="large"
        hover="point"
        legend
      />
      {guesses.length > 0 && (
        <ChartFigure
          title={STRINGS.guesses}
          explanation={STRINGS.guessesNote}
          fileName="class-guesses"
          label={STRINGS.guesses}
          series={guesses}
          x={DRIFT}
          y={REWARD}
          height="large"
          hover="point"
          legend
        />
      )}
      {swept &&
        (
          [
            [STRINGS.rewardOver(nameOf(swept)), 'class-reward', rewards, REWARD],
            [STRINGS.driftOver(nameOf(swept)), 'class-drift', drifts, DRIFT],
          ] as const
        ).map(([title, fileName, series, y]) => (
          <ChartFigure
            key={fileName}
            title={title}
            explanation={STRINGS.valueNote}
            fileName={fileName}
            label={title}
            series={series}
            x={sweptAxis(grouped)}
            y={y}
            height="large"
            hover="point"
            legend
          />
        ))}
    </>
  );
}
