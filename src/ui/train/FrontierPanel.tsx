// The main chart of the page: reward against KL, live, with the compared runs.
import { useMemo } from 'react';
import { FRONTIER_STANDARD_ERROR } from '../../metrics/frontier.ts';
import { ChartFigure } from '../charts/ChartFigure.tsx';
import { formatNumber } from '../charts/number_format.ts';
import { useCurrentRun, usePage } from '../frame/useStore.ts';
import styles from './FrontierPanel.module.css';
import { frontierCsv } from './frontier_csv.ts';
import { frontierSeries, frontierVersion } from './frontier_series.ts';
import { RunList } from './RunList.tsx';
import { runStyles } from './run_name.ts';

const STRINGS = {
  title: 'KL–reward frontier',
  explanation: `Up is better, left is closer to the prior. Each dot is one evaluation: mean reward and KL, summed over tokens, of fresh responses to validation prompts, with 95 % intervals. The grey line is the best any policy can do: exactly on strings, elsewhere as far as prior samples tell, which are drawn until its standard error is at most ${FRONTIER_STANDARD_ERROR}.`,
  x: { label: 'KL(policy ‖ prior), nats per response', min: 0 },
  y: { label: 'mean reward' },
  learnedY: { label: 'mean learned reward' },
  learned:
    'This run trains on a learned reward: runs and frontier are drawn by the reward each was trained on, and the diamonds by the gold reward of the same responses.',
  failed: 'Nothing was measured.',
  waiting: 'Loading the prior and measuring it…',
} as const;

export function FrontierPanel() {
  const runs = usePage((state) => state.runs);
  const currentRunId = usePage((state) => state.currentRunId);
  const failed = usePage((state) => state.progress.status === 'failed');
  const run = useCurrentRun();
  const latest = run?.evaluations.at(-1);
  const learned = run && run.config.reward !== 'gold';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the runs
  const series = useMemo(
    () => frontierSeries(runs, currentRunId, runStyles(runs)),
    [frontierVersion(runs, currentRunId)],
  );
  const label = latest
    ? `${STRINGS.title}: at step ${latest.step} mean reward ${formatNumber(latest.reward.mean)} at KL ${formatNumber(latest.kl.mean)} nats`
    : `${STRINGS.title}: ${STRINGS.waiting}`;
  return (
    <section className={`card ${styles.panel}`}>
      <ChartFigure
        title={<span className="card-title">{STRINGS.title}</span>}
        explanation={learned ? `${STRINGS.explanation} ${STRINGS.learned}` : STRINGS.explanation}
        fileName="frontier"
        csv={(provenance) => frontierCsv(runs, provenance)}
        label={label}
        series={series}
        x={STRINGS.x}
        y={learned ? STRINGS.learnedY : STRINGS.y}
        height="large"
        hover="point"
        legend
        placeholder={failed ? STRINGS.failed : STRINGS.waiting}
      />
      <RunList />
    </section>
  );
}
