// The main button, step, phase, reset, and the current phase of Algorithm 1. Settings that wait for a restart are listed here.
import { changedSettings, configDiff, shortDiff } from '../../config/diff.ts';
import { canUndo, draftIsTooLarge, startIsTooLarge, waitsForRestart } from '../../store/draft_state.ts';
import { currentRun, type PageState } from '../../store/page_state.ts';
import { formatBytes, formatPercent } from '../charts/number_format.ts';
import { Icon } from '../frame/Icon.tsx';
import { lazyPart } from '../frame/lazy_part.tsx';
import { PHASE_EXPLANATIONS, PHASES } from '../frame/strings.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { useHidden } from '../link/class_link.ts';
import { ReturnLine } from './ReturnLine.tsx';
import { useRunCost } from './run_cost_text.ts';
import styles from './Transport.module.css';

const RunJudgeSpent = lazyPart(
  async () => (await import('../own/reward/judge/RunJudgeSpent.tsx')).RunJudgeSpent,
);

const STRINGS = {
  group: 'Run controls',
  play: 'Train it here',
  resume: 'Go on',
  again: 'Train again',
  starting: 'Starting…',
  pause: 'Pause',
  step: 'Step',
  stepTitle: 'One gradient step (→)',
  phase: 'Phase',
  phaseTitle: 'To the end of this phase (Shift + →)',
  reset: 'Reset',
  resetTitle: 'Start over; this run stays in the charts (R)',
  trainWith: (changes: string) => `Train with ${changes}`,
  goOn: 'Go on with the old run',
  pauseOld: 'Pause the old run',
  undo: 'Undo the reset',
  undone: (run: number) => `Run #${run} is kept in the charts.`,
  otherReward: 'another reward model',
  playTitle: 'Train or pause (Space)',
  phases: 'Phases of Algorithm 1',
  memory: (bytes: string) => `About ${bytes} of GPU memory`,
  measuring: (share: string) => `measuring the model before training: ${share}`,
  stepOf: (step: number, total: number) => `step ${step} / ${total || '–'}`,
  tooLarge: (total: string, largest: string, limit: string) =>
    `These settings need ${total} on the GPU, ${largest} of it in one buffer; this GPU allows ${limit}.`,
  wayOut: {
    activations: 'Lower “Samples per prompt” or “Prompts per batch”.',
    cache: 'Lower “Samples per prompt” or “Samples per evaluation prompt”.',
    parameters: 'Choose a task with a smaller model, or compute on the CPU.',
  },
} as const;

const canAdvance = (state: PageState) =>
  ['ready', 'paused'].includes(state.progress.status) && !startIsTooLarge(state);

export function Transport() {
  const store = useActions();
  const steppable = usePage(canAdvance);
  const tooLarge = usePage(draftIsTooLarge);
  const hasSteps = usePage((state) => state.progress.step > 0);
  const running = usePage((state) => state.progress.status === 'running');
  const isJudged = usePage((state) => currentRun(state)?.config.own.startsWith('judge-') ?? false);
  const stepHidden = useHidden('step');
  return (
    <section className={`stage-transport ${styles.bar}`} aria-label={STRINGS.group}>
      <div className={styles.buttons}>
        <MainButton />
        {!running && !stepHidden && (
          <button
            type="button"
            className="button"
            title={STRINGS.stepTitle}
            data-target="step-button"
            disabled={!steppable}
            onClick={() => store.advance('step')}
          >
            <Icon name="step" />
            <span className={styles.word}>{STRINGS.step}</span>
          </button>
        )}
        {steppable && hasSteps && !stepHidden && (
          <button
            type="button"
            className="button"
            title={STRINGS.phaseTitle}
            onClick={() => store.advance('phase')}
          >
            <Icon name="phase" />
            <span className={styles.word}>{STRINGS.phase}</span>
          </button>
        )}
        {hasSteps && !running && (
          <button
            type="button"
            className="button"
            title={STRINGS.resetTitle}
            disabled={tooLarge}
            onClick={() => store.restart()}
          >
            <Icon name="reset" />
            <span className={styles.word}>{STRINGS.reset}</span>
          </button>
        )}
      </div>
      <ReturnLine />
      <OldRun />
      <UndoReset />
      <MemoryWarning />
      <PhaseStrip />
      <ProgressLine />
      {isJudged && <RunJudgeSpent />}
      <RunAnnouncement />
    </section>
  );
}

/** Explains why the main button is blocked: the memory needed, the device's limit, and the remedies. */
function MemoryWarning() {
  const tooLarge = usePage(draftIsTooLarge);
  const estimate = usePage((state) => state.memoryEstimate);
  const limit = usePage((state) => state.backend?.largestBufferBytes);
  if (!tooLarge || !estimate || limit === undefined) return null;
  return (
    <p className={styles.warning} role="status">
      {STRINGS.tooLarge(formatBytes(estimate.total), formatBytes(estimate.largest.bytes), formatBytes(limit))}{' '}
      {STRINGS.wayOut[estimate.largest.of]}
    </p>
  );
}

function playLabel({ status, step }: PageState['progress'], playRequested: boolean): string {
  if (status === 'running') return STRINGS.pause;
  if (playRequested) return STRINGS.starting;
  if (status === 'finished' || status === 'failed') return STRINGS.again;
  return status === 'paused' || step > 0 ? STRINGS.resume : STRINGS.play;
}

/** What the drafted settings have that the run has not, in a few words; undefined: nothing that waits. */
function useWaitingChanges(): { readonly short: string; readonly all: string } | undefined {
  const draft = usePage((state) => state.draft);
  const run = usePage(currentRun);
  const pending = usePage(waitsForRestart);
  if (!pending || !run) return undefined;
  if (changedSettings(run.config, draft).length === 0)
    return { short: STRINGS.otherReward, all: STRINGS.otherReward };
  return { short: shortDiff(run.config, draft), all: configDiff(run.config, draft) };
}

/** It always obeys the settings: where they differ from the run's, it starts a new run beside the old one. */
function MainButton() {
  const store = useActions();
  const progress = usePage((state) => state.progress);
  const playRequested = usePage((state) => state.playRequested);
  const startsTooLarge = usePage(startIsTooLarge);
  const draftTooLarge = usePage(draftIsTooLarge);
  const changes = useWaitingChanges();
  const running = progress.status === 'running';
  const press = () => {
    if (changes) store.restart();
    if (!changes && (running || playRequested)) store.pause();
    else store.play();
  };
  return (
    <button
      type="button"
      className={`button primary ${styles.play}`}
      data-target="main-button"
      title={changes ? changes.all : STRINGS.playTitle}
      disabled={changes ? draftTooLarge : startsTooLarge}
      onClick={press}
    >
      <Icon name={running && !changes ? 'pause' : 'play'} />
      {changes ? STRINGS.trainWith(changes.short) : playLabel(progress, playRequested)}
    </button>
  );
}

/** While the main button would start another run, the old one stays within reach. */
function OldRun() {
  const store = useActions();
  const status = usePage((state) => state.progress.status);
  const changes = useWaitingChanges();
  if (!changes || !['running', 'ready', 'paused'].includes(status)) return null;
  const running = status === 'running';
  return (
    <p className={styles.changes} role="status">
      {changes.all}{' '}
      <button type="button" className="tool" onClick={() => (running ? store.pause() : store.play())}>
        {running ? STRINGS.pauseOld : STRINGS.goOn}
      </button>
    </p>
  );
}

function UndoReset() {
  const store = useActions();
  const offered = usePage(canUndo);
  const before = usePage((state) => state.runBefore);
  if (!offered || before === undefined) return null;
  return (
    <p className={styles.changes} role="status">
      {STRINGS.undone(before)}{' '}
      <button type="button" className="tool" onClick={() => store.undoReset()}>
        {STRINGS.undo}
      </button>
    </p>
  );
}

function PhaseStrip() {
  const phase = usePage((state) => state.progress.phase);
  const status = usePage((state) => state.progress.status);
  const evaluated = usePage((state) => state.progress.evaluated);
  const live = status === 'running' || status === 'paused';
  if (!live) return null;
  return (
    <ol className={styles.phases} aria-label={STRINGS.phases}>
      {PHASES.map((name) => (
        <li key={name} title={PHASE_EXPLANATIONS[name]} aria-current={name === phase ? 'step' : undefined}>
          {name}
          {name === 'evaluate' && evaluated !== undefined && ` ${formatPercent(evaluated)}`}
        </li>
      ))}
    </ol>
  );
}

function ProgressLine() {
  const { status, step, totalSteps, evaluated } = usePage((state) => state.progress);
  const cost = useRunCost();
  const memory = usePage((state) => state.memoryEstimate);
  return (
    <div className={styles.progress}>
      <progress
        className="thin-progress"
        value={step}
        max={Math.max(1, totalSteps)}
        aria-label={STRINGS.stepOf(step, totalSteps)}
      />
      {step > 0 && <span>{STRINGS.stepOf(step, totalSteps)}</span>}
      {status === 'loading' && evaluated !== undefined && (
        <span>{STRINGS.measuring(formatPercent(evaluated))}</span>
      )}
      {cost && <span title={memory && STRINGS.memory(formatBytes(memory.total))}>{cost}</span>}
    </div>
  );
}

/** Announced once per change of status, never per step. */
function RunAnnouncement() {
  const status = usePage((state) => state.progress.status);
  return (
    <p className="visually-hidden" aria-live="polite">
      Run {status}
    </p>
  );
}
