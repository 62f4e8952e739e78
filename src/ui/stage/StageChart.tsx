// The frontier of the visitor's own runs: reward against drift, one dot a test.
import { useMemo } from 'react';
import { objectives } from '../../objectives/index.ts';
import { type Run, shownRuns } from '../../store/page_state.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { SeriesSwatch } from '../charts/ChartLegend.tsx';
import { type ChartSeries, extent } from '../charts/chart_series.ts';
import { formatNumber } from '../charts/number_format.ts';
import { useActions, useCurrentRun, usePage } from '../frame/useStore.ts';
import { CLUSTER_SERIES } from '../train/cluster/cluster_series.ts';
import { frontierSeries, frontierVersion } from '../train/frontier_series.ts';
import { runStyles } from '../train/run_name.ts';
import { Term, useWording } from '../words/Term.tsx';
import type { RecordedRun } from './recorded_run.ts';
import { StageTitle } from './StageTitle.tsx';
import { TimeLine } from './TimeLine.tsx';
import { useGuess } from './useGuess.tsx';

const STRINGS = {
  title: 'Reward against drift',
  label: (reward: string, kl: string, step: number) =>
    `Reward against drift: at step ${step} mean reward ${reward} at drift ${kl} nats`,
  x: { plain: 'drift (KL, nats)', paper: 'KL(policy ‖ prior), nats per response' },
  y: 'mean reward',
  learnedY: 'mean learned reward',
  recorded: 'Recorded run',
  waiting: 'Loading the model and measuring it…',
  failed: 'Nothing was measured.',
  explanation:
    'Each dot is one test on prompts it was not trained on: how good its answers are (up), how far it has drifted (right). Whiskers: 95 %. Grey line: the most reward possible for that much drift. Exact for Strings and Markov, estimated for text.',
  elsewhere: 'Rings were computed elsewhere: files say so, and nothing here has checked them.',
  learned: 'Runs are drawn by the reward each was trained on. Diamonds: the gold reward of the same answers.',
  run: (id: number, method: string) => `#${id} ${method}`,
  legend: { best: '', recorded: 'recorded run', prior: 'start', gold: 'gold reward' },
} as const;

export function StageChart({ ghost }: { readonly ghost?: RecordedRun }) {
  const store = useActions();
  const runs = usePage(shownRuns);
  const clusterRuns = usePage((state) => state.clusterRuns);
  const currentRunId = usePage((state) => state.currentRunId);
  const run = useCurrentRun();
  const wording = useWording();
  const failed = usePage((state) => state.progress.status === 'failed');
  const latest = run?.evaluations.at(-1);
  const learned = run !== undefined && run.config.reward !== 'gold';
  const first = runs.length === 1 && !learned ? ghost : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the runs
  const series = useMemo(
    // The first is drawn on top.
    () => [...frontierSeries(runs, currentRunId, runStyles(runs), clusterRuns), ...ghostSeries(first)],
    [frontierVersion(runs, currentRunId), clusterRuns, first],
  );
  const guess = useGuess(run);
  const most = guess && {
    kl: axisEnd(series, 'x', guess.room.kl),
    reward: axisEnd(series, 'y', guess.room.reward),
  };
  const x = useMemo(() => ({ label: STRINGS.x[wording], min: 0, max: most?.kl }), [wording, most?.kl]);
  const y = useMemo(
    () => ({ label: learned ? STRINGS.learnedY : STRINGS.y, max: most?.reward }),
    [learned, most?.reward],
  );
  const choosePoint = (seriesId: string, index: number) => {
    const step = run?.evaluations[index]?.step;
    if (step !== undefined && ['gold', `run ${run!.id}`].includes(seriesId))
      store.note({ type: 'chose-point', step });
  };
  return (
    <section className="stage-chart" aria-label={STRINGS.title} data-target="chart">
      <ChartFigure
        compact
        title={<StageTitle />}
        explanation={[
          STRINGS.explanation,
          ...(learned ? [STRINGS.learned] : []),
          ...(clusterRuns.length > 0 ? [STRINGS.elsewhere] : []),
        ].join(' ')}
        fileName="frontier"
        csv={async (provenance) =>
          (await import('../train/frontier_csv.ts')).frontierCsv(runs, provenance, clusterRuns)
        }
        label={
          latest
            ? STRINGS.label(formatNumber(latest.reward.mean), formatNumber(latest.kl.mean), latest.step)
            : STRINGS.waiting
        }
        series={series}
        x={x}
        y={y}
        height="fill"
        hover="point"
        placeholder={failed ? STRINGS.failed : STRINGS.waiting}
        onPoint={choosePoint}
        overlay={guess?.overlay}
      />
      <Legend series={series} runs={runs} />
      <TimeLine />
    </section>
  );
}

interface LegendProps {
  readonly series: readonly ChartSeries[];
  readonly runs: readonly Run[];
}

/** In short: the list of runs below says how they differ. Several runs are named by number and method. */
function Legend({ series, runs }: LegendProps) {
  const several = series.filter((entry) => runOf(entry.id, runs) ?? elsewhereOf(entry)).length > 1;
  return (
    <ul className="stage-legend">
      {series.flatMap((entry) => {
        const run = runOf(entry.id, runs);
        const word = STRINGS.legend[entry.id as keyof typeof STRINGS.legend];
        const name =
          run && several
            ? STRINGS.run(run.id, objectives[run.config.method].label)
            : (word ?? elsewhereOf(entry));
        if (name === undefined) return [];
        return (
          <li key={entry.id}>
            <SeriesSwatch series={entry} />
            {entry.id === 'best' ? <Term name="frontier" /> : name}
          </li>
        );
      })}
    </ul>
  );
}

const elsewhereOf = ({ id, label }: ChartSeries): string | undefined =>
  id.startsWith(CLUSTER_SERIES) ? label : undefined;

/** Where the axis must end so that the room is seen; undefined: it ends beyond it by itself. */
function axisEnd(series: readonly ChartSeries[], axis: 'x' | 'y', room: number): number | undefined {
  const end = extent(series, axis)?.max ?? 0;
  return room > end ? Math.ceil(room) : undefined;
}

const runOf = (seriesId: string, runs: readonly Run[]): Run | undefined =>
  runs.find(({ id }) => seriesId === `run ${id}`);

function ghostSeries(run: RecordedRun | undefined): ChartSeries[] {
  if (!run) return [];
  const points = run.dots.map(({ kl, reward }) => ({ x: kl, y: reward }));
  return [
    { id: 'recorded', label: STRINGS.recorded, colour: '--chart-raw', line: 'solid', lineWidth: 1.5, points },
  ];
}
