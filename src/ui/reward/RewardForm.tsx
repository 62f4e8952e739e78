// The settings of a reward model's training. Text out of bounds says what was expected, and nothing starts with it.
import { useId, useState } from 'react';
import { pageRecipe, parseRecipeNumber, type RecipeKey } from '../../reward/recipe_bounds.ts';
import type { RewardRecipe } from '../../reward/reward_recipe.ts';
import type { Parsed } from '../../settings/parse.ts';
import type { TaskName } from '../../tasks/task.ts';
import fieldStyles from '../controls/Field.module.css';
import styles from './RewardPanel.module.css';

const STRINGS = {
  group: 'Settings of the reward model',
  fields: {
    pairs: { label: 'Pairs', hint: 'Generated, each labelled once.' },
    noise: { label: 'Label noise', hint: '0: no errors. In units of reward.' },
    steps: { label: 'Steps', hint: 'The shipped ones took 600 to 1,500.' },
    learningRate: { label: 'Learning rate', hint: 'Falls to a tenth of it.' },
    seed: { label: 'Seed', hint: 'Of data and batches.' },
  } satisfies Record<RecipeKey, { label: string; hint: string }>,
  ownPairs: 'Yours are in use.',
  train: 'Train a reward model',
  again: 'Train another',
  stop: 'Stop',
  bring: 'Bring your own pairs…',
} as const;

const KEYS = Object.keys(STRINGS.fields) as RecipeKey[];

const textsOf = (recipe: RewardRecipe) =>
  Object.fromEntries(KEYS.map((key) => [key, String(recipe[key])])) as Record<RecipeKey, string>;

export interface RewardFormProps {
  readonly task: TaskName;
  /** The visitor's pairs, where they take the place of generated ones. */
  readonly ownPairs?: number;
  readonly again: boolean;
  readonly onTrain: (recipe: RewardRecipe) => void;
  readonly onBringPairs: () => void;
  /** Absent: nothing is under way. */
  readonly onStop?: () => void;
}

export function RewardForm({ task, ownPairs, again, onTrain, onBringPairs, onStop }: RewardFormProps) {
  const recipe = pageRecipe(task);
  const [texts, setTexts] = useState(() => textsOf(recipe));
  const parsed = KEYS.map((key) => [key, parseRecipeNumber(key, texts[key])] as const);
  const isWrong = parsed.some(
    ([key, one]) => 'problem' in one && !(key === 'pairs' && ownPairs !== undefined),
  );
  const train = () => {
    const numbers = parsed.flatMap(([key, one]) => ('value' in one ? [[key, one.value]] : []));
    onTrain({ ...recipe, ...Object.fromEntries(numbers) });
  };
  return (
    <section className={styles.form} aria-label={STRINGS.group}>
      <div className={styles.fields}>
        {parsed.map(([key, result]) => {
          const replaced = key === 'pairs' && ownPairs !== undefined;
          return (
            <Field
              key={key}
              label={STRINGS.fields[key].label}
              hint={replaced ? STRINGS.ownPairs : STRINGS.fields[key].hint}
              text={replaced ? String(ownPairs) : texts[key]}
              result={replaced ? undefined : result}
              disabled={replaced}
              readOnly={onStop !== undefined}
              onChange={(text) => setTexts({ ...texts, [key]: text })}
              onEnter={() => !onStop && !isWrong && train()}
            />
          );
        })}
      </div>
      <div className={styles.buttons}>
        <button
          type="button"
          className="button primary"
          disabled={!onStop && isWrong}
          onClick={onStop ?? train}
        >
          {onStop ? STRINGS.stop : again ? STRINGS.again : STRINGS.train}
        </button>
        <button type="button" className="button" onClick={onBringPairs}>
          {STRINGS.bring}
        </button>
      </div>
    </section>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly result?: Parsed<number>;
  readonly disabled: boolean;
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
  readonly onEnter: () => void;
}

function Field({ label, hint, text, result, disabled, readOnly, onChange, onEnter }: FieldProps) {
  const id = useId();
  const problem = result && 'problem' in result ? result.problem : undefined;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={fieldStyles.text}
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        value={text}
        disabled={disabled}
        readOnly={readOnly}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint ${id}-problem`}
        onChange={({ target }) => onChange(target.value)}
        onKeyDown={({ key }) => key === 'Enter' && onEnter()}
      />
      <p id={`${id}-hint`} className={styles.hint}>
        {hint}
      </p>
      <p id={`${id}-problem`} className={fieldStyles.problem} role="status">
        {problem}
      </p>
    </div>
  );
}
