// The exact laboratory: a task small enough to enumerate gives exact values for all that other charts estimate. The
// page also checks the paper's theorems.
import { useEffect, useState } from 'react';
import type { ExactFigures } from '../../session/protocol.ts';
import { currentRun, type Run } from '../../store/page_state.ts';
import { type TaskName, taskCards } from '../../tasks/task.ts';
import { formatNumber } from '../charts/number_format.ts';
import { ErrorBoundary } from '../frame/ErrorBoundary.tsx';
import { OPTION_LABELS } from '../frame/strings.ts';
import { useShortcuts } from '../frame/useShortcuts.ts';
import { useActions, useCurrentRun, usePage } from '../frame/useStore.ts';
import { methodColour } from '../methods/method_styles.ts';
import { Transport } from '../stage/Transport.tsx';
import { RunList } from '../train/RunList.tsx';
import { runName } from '../train/run_name.ts';
import { Divergences } from './Divergences.tsx';
import { Estimators } from './Estimators.tsx';
import styles from './ExactPage.module.css';
import { Frontier } from './Frontier.tsx';
import { MarkovExact } from './MarkovExact.tsx';
import { Readouts } from './Readouts.tsx';
import { SelfNormalised } from './SelfNormalised.tsx';
import { StopWhenConverged } from './StopWhenConverged.tsx';
import { Support } from './Support.tsx';
import { Theorems } from './Theorems.tsx';
import { useExactRuns } from './useExactRuns.ts';

const STRINGS = {
  ledeOfMarkov:
    'Sixteen symbols make 8¹⁶ responses, too many to go through. But each symbol depends only on the one before. So dynamic programming sums over all of them exactly.',
  lede: 'Four letters from an alphabet of eight make 4,096 strings: few enough to ask the model about each. So every number here is exact, except where marked “sampled”.',
  run: (name: string, gamma: string, n: number, reduction: string) =>
    `${name}: γ = ${gamma}, n = ${n}, log-probs: ${reduction}.`,
  averaged:
    'It averages log-probs over tokens, so it aims at another target than the posterior, drawn below.',
  settings: 'Change the settings',
  notEnumerable: (task: string) =>
    `The current run is on ${task}. Its possible answers are far too many to enumerate. The Train page shows estimates.`,
  load: (task: string) => `Load ${task}`,
  loadTitle: 'Ends the current run. Its measurements stay in the charts.',
  failed: 'Nothing was enumerated.',
  waiting: 'Loading the starting model and enumerating it…',
} as const;

const ENUMERABLE: TaskName = 'strings';

export function ExactPage() {
  useShortcuts();
  const run = useCurrentRun();
  return (
    <>
      <p className="page-lede">{run?.config.task === 'markov' ? STRINGS.ledeOfMarkov : STRINGS.lede}</p>
      <Transport />
      <div className={`page-content ${styles.content}`}>
        {run?.config.task === 'markov' ? (
          <MarkovExact run={run} />
        ) : run && run.config.task !== ENUMERABLE ? (
          <OtherTask task={run.config.task} />
        ) : (
          <ExactRun run={run} />
        )}
        <ErrorBoundary>
          <Theorems />
        </ErrorBoundary>
      </div>
    </>
  );
}

function OtherTask({ task }: { readonly task: TaskName }) {
  const store = useActions();
  const load = () => {
    store.chooseTask(ENUMERABLE);
    // An active run keeps its task until the next load.
    if (currentRun(store.getState())?.config.task !== ENUMERABLE) store.restart();
  };
  return (
    <section className={`card ${styles.other}`}>
      <p>{STRINGS.notEnumerable(taskCards[task].label)}</p>
      <button type="button" className="button primary" title={STRINGS.loadTitle} onClick={load}>
        {STRINGS.load(taskCards[ENUMERABLE].label)}
      </button>
    </section>
  );
}

/** Counts from 0 to `last`, once per event-loop task: a long page appears in parts and never blocks for long. */
function useStages(last: number): number {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    if (stage >= last) return;
    const timer = setTimeout(() => setStage(stage + 1));
    return () => clearTimeout(timer);
  }, [stage, last]);
  return stage;
}

const convergencePoint = ({ step, metrics }: ExactFigures) => ({
  step,
  reward: metrics.expectedReward,
  drift: metrics.klPolicyPrior,
});

function ExactRun({ run }: { readonly run: Run | undefined }) {
  const drawn = useExactRuns();
  const stage = useStages(run?.exactEvaluations.length ? 4 : 0);
  const failed = usePage((state) => state.progress.status === 'failed');
  const world = run?.exactWorld;
  const evaluation = run?.exactEvaluations.at(-1);
  const logPolicy = run?.exactLogPolicy;
  if (!run || !world || !evaluation || !logPolicy) {
    return <p className={`card ${styles.waiting}`}>{failed ? STRINGS.failed : STRINGS.waiting}</p>;
  }
  const { gamma, samplesPerPrompt, logProbReduction, method } = run.config;
  const name = `#${run.id} ${runName(run)}`;
  return (
    <>
      <p className={styles.run}>
        {STRINGS.run(name, formatNumber(gamma), samplesPerPrompt, OPTION_LABELS[logProbReduction])}{' '}
        {world.logMeanTarget && `${STRINGS.averaged} `}
        <a href="#train">{STRINGS.settings}</a>
      </p>
      <ErrorBoundary>
        <Support world={world} step={evaluation.step} logPolicy={logPolicy} colour={methodColour(method)} />
      </ErrorBoundary>
      {stage >= 1 && (
        <ErrorBoundary>
          <div className={styles.pair}>
            <Frontier world={world} run={run} drawn={drawn} />
            {stage >= 2 && <Divergences drawn={drawn} />}
          </div>
          <section className="card">
            <StopWhenConverged points={run.exactEvaluations.map(convergencePoint)} />
            <RunList />
          </section>
        </ErrorBoundary>
      )}
      {stage >= 3 && (
        <ErrorBoundary>
          <Readouts world={world} evaluation={evaluation} />
        </ErrorBoundary>
      )}
      {stage >= 4 && (
        <ErrorBoundary>
          <div className={`${styles.pair} ${styles.withTables}`}>
            <Estimators reports={run.klReports} />
            <SelfNormalised evaluations={run.exactEvaluations} />
          </div>
        </ErrorBoundary>
      )}
    </>
  );
}
