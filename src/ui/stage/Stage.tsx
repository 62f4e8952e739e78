// What a visitor sees first: the text that gets better, and the dot that moves. Until the visitor's own run has a result
// it shows a recorded one, and says so. The chart of own runs needs more code than the rest, and comes with that result.
import { useMemo } from 'react';
import type { SampleView, ViewedResponse } from '../../session/protocol.ts';
import type { Run } from '../../store/page_state.ts';
import { taskCards } from '../../tasks/task.ts';
import { Icon } from '../frame/Icon.tsx';
import { lazyPart } from '../frame/lazy_part.tsx';
import { useCurrentRun, usePage } from '../frame/useStore.ts';
import { useHidden } from '../link/class_link.ts';
import { useFreshView, useViewedPrompt } from '../train/viewed_prompt.ts';
import { Explained } from '../words/Explained.tsx';
import { Term } from '../words/Term.tsx';
import { RecordedChart } from './RecordedChart.tsx';
import type { RecordedRun, ShownAnswer, ShownPair } from './recorded_run.ts';
import { useRecordedRun } from './recorded_runs.ts';
import { StageText } from './StageText.tsx';
import { StageTitle } from './StageTitle.tsx';
import { StoryLine } from './StoryLine.tsx';

const StageChart = lazyPart(async () => (await import('./StageChart.tsx')).StageChart);

const STRINGS = {
  start: 'Starting model',
  after: (steps: number) => `after ${steps} steps`,
  step: (step: number) => `step ${step}`,
  now: 'Model now',
  before: 'Model then',
  reward: 'Reward',
  next: 'Another prompt',
  chart: 'Reward against drift',
  line: 'Grey line:',
  recorded: 'recorded',
  recordedNote: ({ date, seed, steps, seconds, backend, command, version }: RecordedRun) =>
    `Nothing has been trained here yet. This run was recorded on ${date}: default settings, seed ${seed}. ${steps} steps took ${Math.round(seconds)} s on ${backend}. Made by ${command}, version ${version}.`,
  waiting: 'Loading the model…',
  taste: 'what your clicks chose',
  noText: 'No text was written down at this step.',
} as const;

export function Stage() {
  const task = usePage((state) => state.draft.task);
  const recorded = useRecordedRun(task);
  const hasOwn = usePage(
    (state) =>
      state.learning.asked?.form === 'place' ||
      state.runs.some((run) => run.config.task === task && isMeasured(run)),
  );
  const hasElsewhere = usePage(({ clusterRuns }) => clusterRuns.some(({ config }) => config.task === task));
  const [textHidden, chartHidden] = [useHidden('text'), useHidden('chart')];
  const wantsLive = !chartHidden && (hasOwn || hasElsewhere || recorded === null);
  const isLive = StageChart.useArrival(wantsLive) && wantsLive;
  const ghost = recorded ?? undefined;
  useFreshView();
  if (textHidden && chartHidden) return null;
  return (
    <div className="stage">
      {!textHidden && <SampleStage recorded={hasOwn && (isLive || chartHidden) ? undefined : ghost} />}
      {chartHidden ? null : isLive ? <StageChart ghost={ghost} /> : <RecordedStage recorded={ghost} />}
    </div>
  );
}

function RecordedStage({ recorded }: { readonly recorded?: RecordedRun }) {
  if (!recorded)
    return (
      <section className="stage-chart stage-waiting" aria-label={STRINGS.chart}>
        {STRINGS.waiting}
      </section>
    );
  return (
    <section
      className="stage-chart"
      aria-label={STRINGS.chart}
      data-panel="frontier"
      data-panel-title={`${STRINGS.chart}, ${STRINGS.recorded}`}
    >
      <div className="stage-head">
        <h2>
          <StageTitle />
        </h2>
      </div>
      <RecordedChart run={recorded} plays />
      <p className="stage-legend">
        {STRINGS.line} <Term name="frontier" />
      </p>
    </section>
  );
}

/** Beyond the measurement of the prior. */
const isMeasured = ({ evaluations }: Run): boolean => evaluations.length > 1;

function SampleStage({ recorded }: { readonly recorded?: RecordedRun }) {
  const task = usePage((state) => state.draft.task);
  const { index, count, go } = useViewedPrompt();
  const run = useCurrentRun();
  const looksBack = usePage((state) => state.past !== undefined);
  const view = run?.config.task === task ? run.view : undefined;
  const shown = recorded?.pairs[index];
  const live = useMemo(() => view && pairOf(view), [view]);
  const pair = shown ?? live;
  if (!pair)
    return (
      <section className="stage-text stage-waiting">{looksBack ? STRINGS.noText : STRINGS.waiting}</section>
    );
  const after = shown ? STRINGS.after(recorded!.steps) : STRINGS.step(view!.step);
  return (
    <StageText
      pair={pair}
      start={<Term name="prior">{STRINGS.start}</Term>}
      now={
        <>
          <Term name="policy">{looksBack ? STRINGS.before : STRINGS.now}</Term>{' '}
          <span className="stage-step">{after}</span>
        </>
      }
      reward={<Term name="reward">{STRINGS.reward}</Term>}
      paysFor={run?.config.reward === 'taste' && !shown ? STRINGS.taste : taskCards[task].paysFor}
      story={<StoryLine />}
    >
      {shown && <RecordedBadge run={recorded!} />}
      {count > 1 && !looksBack && (
        <button
          type="button"
          className="button stage-next"
          title={STRINGS.next}
          aria-label={STRINGS.next}
          onClick={() => go(1)}
        >
          <Icon name="next" />
        </button>
      )}
    </StageText>
  );
}

const answerOf = ({ tokens, joined, reward }: ViewedResponse): ShownAnswer => ({ tokens, joined, reward });

const pairOf = ({ promptText, prior, policy }: SampleView): ShownPair => ({
  promptText,
  // Only what has changed is tinted.
  start: { ...answerOf(prior), tokens: prior.tokens.map(({ text }) => ({ text })) },
  now: answerOf(policy),
});

function RecordedBadge({ run }: { readonly run: RecordedRun }) {
  return (
    <Explained className="stage-badge" note={STRINGS.recordedNote(run)}>
      {STRINGS.recorded}
    </Explained>
  );
}
