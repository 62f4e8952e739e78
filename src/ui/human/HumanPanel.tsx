// Be the human: choose between answers of the starting model, see what the choices reward, and train on it.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Judging } from '../../store/judging.ts';
import { currentRun } from '../../store/page_state.ts';
import { isWritten, TASK_NAMES, type TaskName, taskCards } from '../../tasks/task.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { ClickExport } from './ClickExport.tsx';
import styles from './HumanPanel.module.css';
import { judgingOf } from './judging_page.ts';
import { PairCard } from './PairCard.tsx';
import { TasteBars } from './TasteBars.tsx';
import { TasteTraining } from './TasteTraining.tsx';

const STRINGS = {
  title: 'Be the human',
  noWords: 'People judge words. Choose a task that writes some:',
} as const;

export interface HumanPanelProps {
  /** Called to show where a reward model is trained. */
  readonly onRewardModel: () => void;
}

export function HumanPanel({ onRewardModel }: HumanPanelProps) {
  const store = useActions();
  const task = usePage((state) => state.draft.task);
  if (isWritten(task))
    return <Judge key={task} task={task} judging={judgingOf(task)} onRewardModel={onRewardModel} />;
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.noWords}</p>
      <div className={styles.actions}>
        {TASK_NAMES.filter(isWritten).map((name) => (
          <button key={name} type="button" className="button" onClick={() => store.chooseTask(name)}>
            {taskCards[name].label}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Of the pairs that everybody gets; another batch follows when one is used up. */
const SEED = 1;
const PAIRS = 24;

interface JudgeProps extends HumanPanelProps {
  readonly task: TaskName;
  readonly judging: Judging;
}

function Judge({ task, judging, onRewardModel }: JudgeProps) {
  const { batch, at, clicks } = useStore(judging.store);
  useBatch(task, batch);
  const drawn = usePage((state) => state.answerPairs.train);
  const isOurs = drawn?.task === task && drawn.batch === batch && drawn.seed === SEED;
  const isUsedUp = isOurs && at >= drawn.pairs.length;
  useEffect(() => {
    if (isUsedUp) judging.nextBatch();
  }, [isUsedUp, judging]);
  return (
    <>
      <div className={styles.judge}>
        <PairCard judging={judging} pair={isOurs ? drawn.pairs[at] : undefined} />
        <TasteBars task={task} judging={judging} />
      </div>
      {clicks.length > 0 && (
        <>
          <TasteTraining task={task} judging={judging} />
          <ClickExport task={task} judging={judging} onRewardModel={onRewardModel} />
        </>
      )}
    </>
  );
}

/** Asks for the pairs once the task's model is there. */
function useBatch(task: TaskName, batch: number): void {
  const store = useActions();
  const runId = usePage((state) =>
    currentRun(state)?.config.task === task ? state.currentRunId : undefined,
  );
  const answers = usePage(({ progress }) => progress.status !== 'loading' && progress.status !== 'failed');
  const known = usePage(
    ({ answerPairs: { train } }) => train?.task === task && train.batch === batch && train.seed === SEED,
  );
  useEffect(() => {
    if (runId !== undefined && answers && !known) store.askPairs('train', SEED, batch, PAIRS);
  }, [store, runId, answers, known, batch]);
}
