// Play, step, phase, reset, and the current phase of Algorithm 1. Settings that wait for a restart are listed here.
import { changedSettings, configDiff } from '../../config/diff.ts';
import { currentRun, type PageState } from '../../store/page_state.ts';
import { draftIsTooLarge, startIsTooLarge, waitsForRestart } from '../../store/store.ts';
import { formatBytes } from '../charts/number_format.ts';
import { Icon } from '../frame/Icon.tsx';
import { PHASE_EXPLANATIONS, PHASES } from '../frame/strings.ts';
import { useActions, useCurrentRun, usePage } from '../frame/useStore.ts';
import styles from './Transport.module.css';

const STRINGS = {
  group: 'Run controls',
  play: 'Play',
  resume: 'Play',
  again: 'Run again',
  starting: 'Starting…',
  pause: 'Pause',
  step: 'Step',
  stepTitle: 'One gradient step (→)',
  phase: 'Phase',
  phaseTitle: 'To the end of this phase (Shift + →)',
  reset: 'Reset',
  resetTitle: 'Back to the prior; this run stays in the charts (R)',
  restart: 'Restart with changes',
  otherReward: 'another reward model',
  playTitle: 'Play or pause (Space)',
  phases: 'Phases of Algorithm 1',
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
  const status = usePage((state) => state.progress.status);
  const playRequested = usePage((state) => state.playRequested);
  const steppable = usePage(canAdvance);
  const running = status === 'running';
  const tooLarge = usePage(startIsTooLarge);
  return (
    <section className={styles.bar} aria-label={STRINGS.group}>
      <div className={styles.buttons}>
        <button
          type="button"
          className={`button primary ${styles.play}`}
          title={STRINGS.playTitle}
          disabled={tooLarge}
          onClick={() => (running || playRequested ? store.pause() : store.play())}
        >
          <Icon name={running ? 'pause' : 'play'} />
          {playLabel(status, playRequested)}
        </button>
        <button
          type="button"
          className="button"
          title={STRINGS.stepTitle}
          disabled={!steppable}
          onClick={() => store.advance('step')}
        >
          <Icon name="step" />
          <span className={styles.word}>{STRINGS.step}</span>
        </button>
        <button
          type="button"
          className="button"
          title={STRINGS.phaseTitle}
          disabled={!steppable}
          onClick={() => store.advance('phase')}
        >
          <Icon name="phase" />
          <span className={styles.word}>{STRINGS.phase}</span>
        </button>
        <ResetButton running={running} />
      </div>
      <MemoryWarning />
      <PhaseStrip />
      <ProgressLine />
      <RunAnnouncement />
    </section>
  );
}

/** Explains why Play is blocked: the memory needed, the device's limit, and the remedies. */
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

function playLabel(status: PageState['progress']['status'], playRequested: boolean): string {
  if (status === 'running') return STRINGS.pause;
  if (playRequested) return STRINGS.starting;
  if (status === 'finished' || status === 'failed') return STRINGS.again;
  return STRINGS.play;
}

function ResetButton({ running }: { readonly running: boolean }) {
  const store = useActions();
  const draft = usePage((state) => state.draft);
  const run = useCurrentRun();
  const pending = usePage(waitsForRestart);
  const tooLarge = usePage(draftIsTooLarge);
  const restart = () => {
    store.restart();
    if (running) store.play();
  };
  if (!pending || !run) {
    return (
      <button
        type="button"
        className="button"
        title={STRINGS.resetTitle}
        disabled={tooLarge}
        onClick={restart}
      >
        <Icon name="reset" />
        <span className={styles.word}>{STRINGS.reset}</span>
      </button>
    );
  }
  return (
    <>
      <button
        type="button"
        className={`button ${styles.restart}`}
        title={STRINGS.resetTitle}
        disabled={tooLarge}
        onClick={restart}
      >
        <Icon name="reset" />
        {STRINGS.restart}
      </button>
      <span className={styles.changes} role="status">
        {changedSettings(run.config, draft).length === 0
          ? STRINGS.otherReward
          : configDiff(run.config, draft)}
      </span>
    </>
  );
}

function PhaseStrip() {
  const phase = usePage((state) => state.progress.phase);
  const status = usePage((state) => state.progress.status);
  const live = status === 'running' || status === 'paused';
  return (
    <ol className={styles.phases} aria-label={STRINGS.phases}>
      {PHASES.map((name) => (
        <li
          key={name}
          title={PHASE_EXPLANATIONS[name]}
          aria-current={live && name === phase ? 'step' : undefined}
        >
          {name}
        </li>
      ))}
    </ol>
  );
}

function ProgressLine() {
  const { step, totalSteps, round } = usePage((state) => state.progress);
  const rounds = usePage((state) => currentRun(state)?.config.rounds ?? 0);
  return (
    <div className={styles.progress}>
      <progress value={step} max={Math.max(1, totalSteps)} aria-label={`step ${step} of ${totalSteps}`} />
      <span>
        step {step} / {totalSteps || '–'} <span className={styles.dot}>·</span> round {round} / {rounds}
      </span>
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
