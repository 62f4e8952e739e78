// A reward model trained in this tab: its settings, data and progress.
import { useStore } from 'zustand';
import type { RewardRecipe } from '../../reward/reward_recipe.ts';
import { type TaskName, taskCards } from '../../tasks/task.ts';
import { useActions, usePage } from '../frame/useStore.ts';
import { RewardForm } from './RewardForm.tsx';
import styles from './RewardPanel.module.css';
import { RewardTraining } from './RewardTraining.tsx';
import { rewardModels } from './reward_page.ts';

const STRINGS = {
  here: 'Train one here',
  generated: 'It learns from pairs that the task generates.',
  pasted: (count: number) => `It learns from your ${count.toLocaleString('en')} pairs.`,
  elsewhere: (task: string) => `One for ${task} is being trained.`,
} as const;

export interface RewardHereProps {
  readonly task: TaskName;
  readonly anotherModel: boolean;
  readonly onBringPairs: () => void;
}

export function RewardHere({ task, anotherModel, onBringPairs }: RewardHereProps) {
  const store = useActions();
  const backend = usePage(({ backend: computes }) => (computes?.only ? undefined : computes?.name));
  const running = usePage(({ progress }) => progress.status === 'running');
  const pasted = usePage((state) => state.preferences[task]);
  const training = useStore(rewardModels.store, (state) => state.training);
  const isRunning = training?.status === 'running';
  const train = (recipe: RewardRecipe) => {
    // Parallel training would slow both down.
    if (running) store.pause();
    rewardModels.train({ task, recipe, preferences: pasted?.text, backend });
  };
  return (
    <section className={styles.part}>
      <h3>{STRINGS.here}</h3>
      <p className={styles.record}>{pasted?.pasted ? STRINGS.pasted(pasted.count) : STRINGS.generated}</p>
      <RewardForm
        task={task}
        visitorPairs={pasted?.pasted ? pasted.count : undefined}
        anotherModel={anotherModel}
        onTrain={train}
        onBringPairs={onBringPairs}
        onStop={isRunning ? () => rewardModels.stop() : undefined}
      />
      {training?.task === task && <RewardTraining training={training} />}
      {isRunning && training.task !== task && (
        <p className={styles.record}>{STRINGS.elsewhere(taskCards[training.task].label)}</p>
      )}
    </section>
  );
}
