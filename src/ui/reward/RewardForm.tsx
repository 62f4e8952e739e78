// Settings of a reward model's training. It cannot start while a field holds a refused value.
import { type FormEvent, useState } from 'react';
import { pageRecipe, type RecipeKey, recipeBounds } from '../../reward/recipe_bounds.ts';
import type { RewardRecipe } from '../../reward/reward_recipe.ts';
import type { TaskName } from '../../tasks/task.ts';
import type { FieldText } from '../controls/FieldHelp.tsx';
import { NumberInput } from '../controls/NumberInput.tsx';
import styles from './RewardPanel.module.css';

const STRINGS = {
  group: 'Settings of the reward model',
  ownPairs: 'Your own pairs are in use.',
  train: 'Train a reward model',
  again: 'Train another',
  stop: 'Stop',
  bring: 'Bring your own pairs…',
} as const;

const TEXTS: Readonly<Record<RecipeKey, FieldText>> = {
  pairs: { label: 'Pairs', explanation: 'How many are generated, each labelled once.' },
  noise: { label: 'Label noise', explanation: 'In units of reward; with 0 no label is wrong.' },
  steps: {
    label: 'Steps',
    explanation: 'Updates of the model.',
    source: 'The shipped models took 600 to 1,500',
  },
  learningRate: { label: 'Learning rate', explanation: 'Falls to a tenth of it by the last step.' },
  seed: { label: 'Seed', explanation: 'Draws the pairs and the batches.' },
};
const KEYS = Object.keys(recipeBounds) as RecipeKey[];

export interface RewardFormProps {
  readonly task: TaskName;
  /** Number of the visitor's pairs, if they replace generated ones. */
  readonly visitorPairs?: number;
  readonly anotherModel: boolean;
  readonly onTrain: (recipe: RewardRecipe) => void;
  readonly onBringPairs: () => void;
  /** Absent if no training is running. */
  readonly onStop?: () => void;
}

export function RewardForm({
  task,
  visitorPairs,
  anotherModel,
  onTrain,
  onBringPairs,
  onStop,
}: RewardFormProps) {
  const [recipe, setRecipe] = useState(() => pageRecipe(task));
  const train = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const refused = event.currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (refused) refused.focus();
    else if (!onStop) onTrain(recipe);
  };
  return (
    <form className={styles.form} aria-label={STRINGS.group} noValidate onSubmit={train}>
      <div className={styles.fields}>
        {KEYS.map((key) => {
          const isReplaced = key === 'pairs' && visitorPairs !== undefined;
          return (
            <NumberInput
              key={key}
              name={key}
              text={isReplaced ? { ...TEXTS.pairs, explanation: STRINGS.ownPairs } : TEXTS[key]}
              bounds={recipeBounds[key]}
              value={isReplaced ? visitorPairs : recipe[key]}
              disabled={isReplaced || onStop !== undefined}
              onCommit={(value) => setRecipe({ ...recipe, [key]: value })}
            />
          );
        })}
      </div>
      <div className={styles.buttons}>
        {onStop ? (
          <button key="stop" type="button" className="button primary" onClick={onStop}>
            {STRINGS.stop}
          </button>
        ) : (
          <button key="train" type="submit" className="button primary">
            {anotherModel ? STRINGS.again : STRINGS.train}
          </button>
        )}
        <button type="button" className="button" onClick={onBringPairs}>
          {STRINGS.bring}
        </button>
      </div>
    </form>
  );
}
