// The learned reward (section 5.1.1): cards of the shipped and the visitor's model, and the choice for the next run.
import { strToU8, zipSync } from 'fflate';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { writePrior } from '../../formats/prior.ts';
import { rewardCardText } from '../../formats/reward_card.ts';
import type { ShippedReward, VisitorReward } from '../../store/reward_state.ts';
import { type TaskName, taskCards } from '../../tasks/task.ts';
import { download } from '../charts/download.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { RewardCardView } from './RewardCardView.tsx';
import { RewardHere } from './RewardHere.tsx';
import styles from './RewardPanel.module.css';
import { rewardModels } from './reward_page.ts';

const STRINGS = {
  title: 'Reward model',
  explanation:
    'Where nobody can write the reward down, it is learned from pairs of which one was preferred (Bradley-Terry, eq. 18). It is the starting model’s own transformer with one number a token, averaged. A model trained on it can find its mistakes, so the gold reward stands beside it.',
  next: (task: string, reward: string) => `The next run of ${task} trains on ${reward}.`,
  gold: 'the gold reward',
  gameable: 'a shipped reward model that has met no careless writing',
  taste: 'a taste learned from clicks',
  shippedOne: 'the shipped reward model',
  ownOne: (id: number) => `your reward model ${id}`,
  shipped: 'Shipped with the page',
  loading: 'Loading its card…',
  none: (task: string) => `No reward model is shipped for ${task}: train one here, below.`,
  failed: (message: string) => `Its card could not be read (${message}).`,
  tryAgain: 'Try again',
  own: (id: number) => `Your reward model ${id}`,
  use: 'Use as the training reward',
  backToShipped: 'Back to the shipped one',
  backToGold: 'Back to the gold reward',
  download: 'Download (zip)',
  downloadTitle: 'config.json, model.safetensors and card.json, as the shipped ones are',
} as const;

export interface RewardPanelProps {
  /** Called to open the panel for preference data. */
  readonly onBringPairs: () => void;
}

export function RewardPanel({ onBringPairs }: RewardPanelProps) {
  const { task, reward } = usePage((state) => state.draft);
  const inUse = usePage((state) => state.rewardModels[state.draft.task]);
  const state = useStore(rewardModels.store);
  const [open, setOpen] = useState(reward !== 'gold' || state.training !== undefined);
  useEffect(() => {
    if (open) void rewardModels.lookUp(task);
  }, [open, task]);
  const learned = inUse?.id === undefined ? STRINGS.shippedOne : STRINGS.ownOne(inUse.id);
  const inNextRun = { gold: STRINGS.gold, learned, gameable: STRINGS.gameable, taste: STRINGS.taste }[reward];
  const shipped = state.shipped[task];
  const visitorReward = state.visitor[task];
  return (
    <details
      className={`card ${styles.panel}`}
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <h2 className="card-title">{STRINGS.title}</h2>
        <span className={styles.next} role="status">
          {STRINGS.next(taskCards[task].label, inNextRun)}
        </span>
      </summary>
      {open && (
        <>
          <p className="card-lede">{STRINGS.explanation}</p>
          {inUse?.problem && (
            <p className={styles.failed} role="alert">
              {inUse.problem}
            </p>
          )}
          <section className={styles.part}>
            <h3>{STRINGS.shipped}</h3>
            <Shipped task={task} shipped={shipped} used={reward === 'learned' && inUse?.id === undefined} />
          </section>
          <RewardHere
            key={task}
            task={task}
            anotherModel={visitorReward !== undefined}
            onBringPairs={onBringPairs}
          />
          {visitorReward && (
            <VisitorRewardView
              task={task}
              reward={visitorReward}
              used={reward === 'learned' && inUse?.id === visitorReward.id}
              hasShipped={shipped?.status === 'known'}
            />
          )}
        </>
      )}
    </details>
  );
}

interface ShippedProps {
  readonly task: TaskName;
  readonly shipped?: ShippedReward;
  readonly used: boolean;
}

function Shipped({ task, shipped = { status: 'loading' }, used }: ShippedProps) {
  const store = useActions();
  if (shipped.status === 'loading') return <p className={styles.record}>{STRINGS.loading}</p>;
  if (shipped.status === 'none')
    return <p className={styles.record}>{STRINGS.none(taskCards[task].label)}</p>;
  if (shipped.status === 'failed')
    return (
      <p className={styles.record}>
        {STRINGS.failed(shipped.message)}{' '}
        <button type="button" className="button" onClick={() => void rewardModels.lookUp(task)}>
          {STRINGS.tryAgain}
        </button>
      </p>
    );
  return (
    <RewardCardView title={STRINGS.shipped} fileName={`calibration-${task}`} card={shipped.card}>
      {used ? (
        <button type="button" className="button" onClick={() => store.edit('reward', 'gold')}>
          {STRINGS.backToGold}
        </button>
      ) : (
        <button type="button" className="button" onClick={() => store.chooseRewardModel(task)}>
          {STRINGS.use}
        </button>
      )}
    </RewardCardView>
  );
}

interface VisitorRewardViewProps {
  readonly task: TaskName;
  readonly reward: VisitorReward;
  readonly used: boolean;
  readonly hasShipped: boolean;
}

function VisitorRewardView({ task, reward, used, hasShipped }: VisitorRewardViewProps) {
  const store = useActions();
  const { id, model, card, visitorPairs } = reward;
  const title = STRINGS.own(id);
  const goBack = () => (hasShipped ? store.chooseRewardModel(task) : store.edit('reward', 'gold'));
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      <RewardCardView
        title={title}
        fileName={`calibration-${task}-${id}`}
        card={card}
        visitorPairs={visitorPairs}
      >
        {used ? (
          <button type="button" className="button" onClick={goBack}>
            {hasShipped ? STRINGS.backToShipped : STRINGS.backToGold}
          </button>
        ) : (
          <button
            type="button"
            className={card.warning ? 'button' : 'button primary'}
            onClick={() => store.chooseRewardModel(task, { id, model })}
          >
            {STRINGS.use}
          </button>
        )}
        <button
          type="button"
          className="button"
          title={STRINGS.downloadTitle}
          onClick={() => download(`reward-${task}-${id}.zip`, rewardZip(task, reward))}
        >
          {STRINGS.download}
        </button>
      </RewardCardView>
    </section>
  );
}

/** Packs a reward model into the same files as a shipped one. */
function rewardZip(task: TaskName, { model, card }: VisitorReward): Blob {
  const files = writePrior(model);
  const zip = zipSync({
    'config.json': strToU8(files.config),
    'model.safetensors': files.model,
    'card.json': strToU8(rewardCardText({ task, ...card })),
  });
  return new Blob([zip], { type: 'application/zip' });
}
