// The text field of a reward rule: rules to start from, what the function gets, and a mistake with its place. Tab leaves
// the field, as in any other.
import { useId, useRef } from 'react';
import type { ScoringProblem } from '../../../own/reward/response_scorer.ts';
import { ruleTemplates } from '../../../own/reward/rule_templates.ts';
import styles from './RewardRuleField.module.css';

const STRINGS = {
  rule: 'A function that rates one answer',
  start: 'Start from',
  choose: 'a rule …',
  place: (line: number, column?: number) =>
    column === undefined ? `Line ${line}` : `Line ${line}, column ${column}`,
  goThere: 'Go to the place',
  answer: 'That answer',
  help: 'What the function gets, and what it may do',
  limits:
    'It returns a finite number, the same each time. It has no network, no storage, no clock and no chance. 256 answers may take 250 ms.',
} as const;

/** What the function is handed, by name. */
const GIVEN = {
  response: 'the answer, as text',
  prompt: 'the prompt, as text',
  meta: 'the other columns of the prompt’s line in your data',
  ended: 'whether the answer came to its end, before the length limit',
  tokens: 'number of tokens in the answer',
} as const;

const ROWS = { least: 6, most: 18 } as const;

export interface RewardRuleFieldProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly problem?: ScoringProblem;
  /** The answer that the problem is about. */
  readonly answer?: string;
}

export function RewardRuleField({ text, onText, problem, answer }: RewardRuleFieldProps) {
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const template = ruleTemplates.find((one) => one.text === text);
  const lines = text.split('\n');
  return (
    <div className={styles.editor}>
      <div className={styles.head}>
        <label htmlFor={id}>{STRINGS.rule}</label>
        <label className={styles.start}>
          {STRINGS.start}
          <select
            className="select"
            value={template?.id ?? ''}
            onChange={({ target }) => onText(ruleTemplates.find((one) => one.id === target.value)!.text)}
          >
            <option value="" disabled>
              {STRINGS.choose}
            </option>
            {ruleTemplates.map(({ id: name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      {template && <p className={styles.sentence}>{template.sentence}</p>}
      <textarea
        ref={field}
        id={id}
        className={styles.text}
        rows={Math.min(ROWS.most, Math.max(ROWS.least, lines.length + 1))}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        value={text}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        onChange={({ target }) => onText(target.value)}
      />
      <div id={`${id}-problem`} role="alert">
        {problem && (
          <Mistake
            problem={problem}
            answer={answer}
            onGo={(line, column) => {
              const at =
                lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
              field.current?.focus();
              field.current?.setSelectionRange(at, at + 1);
            }}
          />
        )}
      </div>
      <details className={styles.help}>
        <summary>{STRINGS.help}</summary>
        <dl className={styles.given}>
          {Object.entries(GIVEN).map(([name, meaning]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <p>{STRINGS.limits}</p>
      </details>
    </div>
  );
}

interface MistakeProps {
  readonly problem: ScoringProblem;
  readonly answer?: string;
  readonly onGo: (line: number, column: number) => void;
}

function Mistake({ problem: { message, line, column = 1 }, answer, onGo }: MistakeProps) {
  return (
    <div className={styles.mistake}>
      <p>
        {line !== undefined && <strong>{STRINGS.place(line, column)}: </strong>}
        {message}
      </p>
      {line !== undefined && (
        <button type="button" className="tool" onClick={() => onGo(line, column)}>
          {STRINGS.goThere}
        </button>
      )}
      {answer !== undefined && (
        <p className={styles.answer}>
          <span>{STRINGS.answer}</span> {answer}
        </p>
      )}
    </div>
  );
}
