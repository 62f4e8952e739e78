// Settings of a supervised training. It cannot start while a field holds a refused value.
import type { FormEvent, ReactNode } from 'react';
import { type SftNumber, sftBounds } from '../../../own/sft/sft_request.ts';
import type { ShapeName } from '../../../own/sft/shapes.ts';
import { ChoiceField } from '../../controls/ChoiceField.tsx';
import { NumberInput } from '../../controls/NumberInput.tsx';
import styles from './SftPanel.module.css';
import { type SftChoices, type StartName, withStart } from './sft_choices.ts';
import {
  lengthChoice,
  NUMBER_TEXTS,
  SHAPE_LABELS,
  START_LABELS,
  shapeChoice,
  startChoice,
  TOO_LONG_LABELS,
  tooLongChoice,
} from './sft_fields.ts';

const STRINGS = { group: 'Settings of the training', more: 'More settings' } as const;

const MORE = ['rowsPerBatch', 'evaluateEvery', 'patience', 'seed'] as const satisfies readonly SftNumber[];

export interface SftFormProps {
  readonly choices: SftChoices;
  readonly hasModel: boolean;
  /** Longest row of that model, tokens. */
  readonly context?: number;
  /** A tokenizer was imported, so no vocabulary is learnt. */
  readonly hasTokenizer: boolean;
  /** Rows have prompts; a corpus is cut into chunks instead. */
  readonly hasPrompts: boolean;
  readonly disabled: boolean;
  readonly onChange: (choices: SftChoices) => void;
  readonly onStart: () => void;
  /** Buttons, and what is said of the lengths. */
  readonly children: ReactNode;
}

export function SftForm({
  choices,
  hasModel,
  context,
  hasTokenizer,
  hasPrompts,
  disabled,
  onChange,
  onStart,
  children,
}: SftFormProps) {
  const { start, numbers } = choices;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const refused = event.currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (refused) {
      refused.closest('details')?.setAttribute('open', '');
      refused.focus();
    } else if (!disabled) onStart();
  };
  const number = (name: SftNumber) => (
    <NumberInput
      key={name}
      name={name}
      text={NUMBER_TEXTS[name]}
      bounds={sftBounds[name]}
      value={numbers[name]}
      disabled={disabled}
      onCommit={(value) => onChange({ ...choices, numbers: { ...numbers, [name]: value } })}
    />
  );
  return (
    <form className={styles.form} aria-label={STRINGS.group} noValidate onSubmit={submit}>
      <fieldset className={styles.fields} disabled={disabled}>
        <legend className="visually-hidden">{STRINGS.group}</legend>
        <ChoiceField
          setting={startChoice(hasModel)}
          value={start}
          labels={START_LABELS}
          onCommit={(value) => onChange(withStart(choices, value as StartName, context))}
        />
        {start === 'scratch' && (
          <ChoiceField
            setting={shapeChoice}
            value={choices.shape}
            labels={SHAPE_LABELS}
            onCommit={(value) => onChange({ ...choices, shape: value as ShapeName })}
          />
        )}
        {start === 'scratch' && !hasTokenizer && number('vocabSize')}
        {start === 'lora' && (['rank', 'alpha'] as const).map(number)}
        <ChoiceField
          setting={lengthChoice(start === 'scratch' ? undefined : context)}
          value={String(choices.length)}
          labels={{}}
          onCommit={(value) => onChange({ ...choices, length: Number(value) })}
        />
        {hasPrompts && (
          <ChoiceField
            setting={tooLongChoice}
            value={choices.tooLong}
            labels={TOO_LONG_LABELS}
            onCommit={(value) => onChange({ ...choices, tooLong: value === 'cut' ? 'cut' : 'skip' })}
          />
        )}
        {number('steps')}
        {number('learningRate')}
      </fieldset>
      <details className={styles.more}>
        <summary>{STRINGS.more}</summary>
        <div className={styles.fields}>{MORE.map(number)}</div>
      </details>
      {children}
    </form>
  );
}
