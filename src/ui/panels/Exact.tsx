// The exact laboratory: on a task small enough to enumerate, everything the other charts estimate is computed, and the
// paper's theorems are checked on the spot.
import { currentRun, type Run } from '../../store/page_state.ts';
import type { TaskName } from '../../tasks/task.ts';
import { formatNumber } from '../charts/number_format.ts';
import { ErrorBoundary } from '../ErrorBoundary.tsx';
import { METHOD_COLOURS } from '../method_styles.ts';
import { OPTION_LABELS, TASK_LABELS } from '../strings.ts';
import { useShortcuts } from '../useShortcuts.ts';
import { useActions, useCurrentRun, usePage } from '../useStore.ts';
import styles from './Exact.module.css';
import { ExactDivergences } from './ExactDivergences.tsx';
import { ExactEstimators } from './ExactEstimators.tsx';
import { ExactFrontier } from './ExactFrontier.tsx';
import { ExactReadouts } from './ExactReadouts.tsx';
import { ExactSelfNormalised } from './ExactSelfNormalised.tsx';
import { ExactSupport } from './ExactSupport.tsx';
import { ExactTheorems } from './ExactTheorems.tsx';
import { RunList } from './RunList.tsx';
import { runName } from './run_name.ts';
import { Transport } from './Transport.tsx';
import { useExactRuns } from './useExactRuns.ts';
import { useStages } from './useStages.ts';

const STRINGS = {
  lede: 'Four letters from an alphabet of eight make 4,096 strings. That is few enough to ask the model for the probability of every one, so on this page nothing is estimated unless it says so.',
  run: (name: string, gamma: string, n: number, reduction: string) =>
    `${name}: γ = ${gamma}, n = ${n}, log-probs: ${reduction}.`,
  averaged:
    'It averages log-probs over tokens, so it does not aim at the posterior but at another target, drawn below.',
  settings: 'Change the settings',
  notEnumerable: (task: string) =>
    `The current run is on ${task}, whose responses are far too many to enumerate. Its figures are estimated on the Train page.`,
  load: (task: string) => `Load ${task}`,
  loadTitle: 'Ends the current run; what it has measured stays in the charts',
  failed: 'Nothing was enumerated.',
  waiting: 'Loading the prior and enumerating it…',
} as const;

const ENUMERABLE: TaskName = 'strings';

export function Exact() {
  useShortcuts();
  const run = useCurrentRun();
  return (
    <>
      <p className="page-lede">{STRINGS.lede}</p>
      <Transport />
      <div className={`page-content ${styles.content}`}>
        {run && run.config.task !== ENUMERABLE ? (
          <OtherTask task={run.config.task} />
        ) : (
          <ExactRun run={run} />
        )}
        <ErrorBoundary>
          <ExactTheorems />
        </ErrorBoundary>
      </div>
    </>
  );
}

function OtherTask({ task }: { readonly task: TaskName }) {
  const store = useActions();
  const load = () => {
    store.chooseTask(ENUMERABLE);
    // A run under way keeps its task until it is loaded anew.
    if (currentRun(store.getState())?.config.task !== ENUMERABLE) store.restart();
  };
  return (
    <section className={`card ${styles.other}`}>
      <p>{STRINGS.notEnumerable(TASK_LABELS[task])}</p>
      <button type="button" className="button primary" title={STRINGS.loadTitle} onClick={load}>
        {STRINGS.load(TASK_LABELS[ENUMERABLE])}
      </button>
    </section>
  );
}

function ExactRun({ run }: { readonly run: Run | undefined }) {
  const drawn = useExactRuns();
  const stage = useStages(run?.exactEvaluations.length ? 4 : 0);
  const failed = usePage((state) => state.progress.status === 'failed');
  const world = run?.exactWorld;
  const evaluation = run?.exactEvaluations.at(-1);
  if (!run || !world || !evaluation) {
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
        <ExactReadouts world={world} evaluation={evaluation} />
      </ErrorBoundary>
      {stage >= 1 && (
        <ErrorBoundary>
          <div className={styles.pair}>
            <ExactFrontier world={world} run={run} drawn={drawn} />
            {stage >= 2 && <ExactDivergences drawn={drawn} />}
          </div>
          <section className="card">
            <RunList />
          </section>
        </ErrorBoundary>
      )}
      {stage >= 3 && (
        <ErrorBoundary>
          <ExactSupport world={world} evaluation={evaluation} colour={METHOD_COLOURS[method]} />
        </ErrorBoundary>
      )}
      {stage >= 4 && (
        <ErrorBoundary>
          <div className={`${styles.pair} ${styles.withTables}`}>
            <ExactEstimators reports={run.klReports} />
            <ExactSelfNormalised evaluations={run.exactEvaluations} />
          </div>
        </ErrorBoundary>
      )}
    </>
  );
}
