// The text field of an own rule: its mistake with the place in the text, the equation that it stands for, names to insert,
// and rules to start from. A right rule is taken a moment after the last key, on Enter, and when the field is left.
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { objectives } from '../../../objectives/index.ts';
import { LONGEST_RULE, parseRule, type RuleProblem } from '../../../objectives/own/parse_rule.ts';
import { equationOfRule } from '../../../objectives/own/rule_tex.ts';
import { TEMPLATES } from '../../../objectives/own/templates.ts';
import { FUNCTIONS, NAMES } from '../../../objectives/own/vocabulary.ts';
import { useActions, usePage } from '../../frame/useStore.ts';
import { useLocked } from '../../link/class_link.ts';
import { Equation } from '../Equation.tsx';
import { MEANINGS } from './meanings.ts';
import styles from './RuleEditor.module.css';

const STRINGS = {
  rule: 'Push on each sample',
  start: 'Start from',
  choose: 'a rule …',
  asBuiltIn: (label: string, where?: string) =>
    `The same pushes as ${label}${where === undefined ? '' : `, where ${where}`}.`,
  help: 'Names and functions',
  names: 'Names',
  functions: 'Functions',
  operators: 'Between them: + - * / ^ and brackets; a > b and a < b are 1 where they hold, else 0.',
  insert: (name: string) => `Insert ${name}`,
  goThere: 'Go to the place',
} as const;

const SETTLED_MS = 250;
/** Characters around a mistake. */
const BEFORE = 24;
const AFTER = 12;

export interface RuleEditorProps {
  /** Id of the field, where a label stands elsewhere. */
  readonly id?: string;
  readonly describedBy?: string;
}

export function RuleEditor({ id, describedBy }: RuleEditorProps) {
  const store = useActions();
  const accepted = usePage((state) => state.wrongRule ?? state.draft.rule);
  const locked = useLocked('rule');
  const ownId = useId();
  const fieldId = id ?? ownId;
  const field = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState<string>();
  const [before, setBefore] = useState(accepted);
  // Another link, template or editor has set it.
  if (accepted !== before) {
    setBefore(accepted);
    if (accepted !== typed?.trim() && accepted !== typed) setTyped(undefined);
  }
  const text = typed ?? accepted;
  const parsed = parseRule(text);

  const waiting = useRef<string>(undefined);
  const commit = useCallback(() => {
    const { current } = waiting;
    waiting.current = undefined;
    if (current !== undefined) store.typeRule(current);
  }, [store]);
  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(commit, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [typed, commit]);
  // The field may go while a key is settling.
  useEffect(() => commit, [commit]);

  const type = (next: string) => {
    waiting.current = next;
    setTyped(next);
  };
  const set = (next: string) => {
    type(next);
    commit();
  };
  const insert = (name: string) => {
    const { current } = field;
    const [from, to] = [current?.selectionStart ?? text.length, current?.selectionEnd ?? text.length];
    const inserted = Object.hasOwn(FUNCTIONS, name) ? `${name}()` : name;
    set(`${text.slice(0, from)}${inserted}${text.slice(to)}`);
    current?.focus();
    const caret = from + inserted.length - (inserted.endsWith('()') ? 1 : 0);
    requestAnimationFrame(() => current?.setSelectionRange(caret, caret));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    commit();
  };
  const problem = 'problem' in parsed ? parsed.problem : undefined;
  return (
    <div className={styles.editor}>
      <div className={styles.head}>
        {id === undefined && <label htmlFor={fieldId}>{STRINGS.rule}</label>}
        <label className={styles.start}>
          {STRINGS.start}
          <select className="select" value="" disabled={locked} onChange={({ target }) => set(target.value)}>
            <option value="" disabled>
              {STRINGS.choose}
            </option>
            {TEMPLATES.map(({ title, text: template }) => (
              <option key={title} value={template}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <textarea
        ref={field}
        id={fieldId}
        className={styles.text}
        rows={2}
        maxLength={LONGEST_RULE}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        value={text}
        disabled={locked}
        aria-invalid={problem !== undefined}
        aria-describedby={[describedBy, `${fieldId}-problem`].filter(Boolean).join(' ')}
        onChange={({ target }) => type(target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
      />
      <div id={`${fieldId}-problem`} role="status">
        {problem ? (
          <Mistake
            text={text}
            problem={problem}
            onGo={() => {
              field.current?.focus();
              field.current?.setSelectionRange(problem.at, problem.at + 1);
            }}
          />
        ) : (
          <Origin text={text} />
        )}
      </div>
      {!problem && <Equation tex={equationOfRule(text)} className={styles.equation} />}
      <details className={styles.help}>
        <summary>{STRINGS.help}</summary>
        <Words title={STRINGS.names} words={Object.keys(NAMES)} disabled={locked} onInsert={insert} />
        <Words title={STRINGS.functions} words={Object.keys(FUNCTIONS)} disabled={locked} onInsert={insert} />
        <p>{STRINGS.operators}</p>
      </details>
    </div>
  );
}

interface MistakeProps {
  readonly text: string;
  readonly problem: RuleProblem;
  readonly onGo: () => void;
}

/** The sentence, and the text around the place with the place marked. */
function Mistake({ text, problem: { message, at }, onGo }: MistakeProps) {
  const from = Math.max(0, at - BEFORE);
  const odd = text.slice(at, at + 1) || ' ';
  return (
    <div className={styles.mistake}>
      <p>{message}</p>
      <p className={styles.place}>
        {from > 0 && '…'}
        {text.slice(from, at)}
        <mark>{odd}</mark>
        {text.slice(at + 1, at + 1 + AFTER)}
        {text.length > at + 1 + AFTER && '…'}
      </p>
      <button type="button" className="tool" onClick={onGo}>
        {STRINGS.goThere}
      </button>
    </div>
  );
}

/** Says so where the rule is a built-in one. */
function Origin({ text }: { readonly text: string }) {
  const template = TEMPLATES.find((one) => one.text === text.trim());
  if (!template) return null;
  const { label } = objectives[template.as];
  return <p className={styles.origin}>{STRINGS.asBuiltIn(label, template.where)}</p>;
}

/** A function with the names of its values. */
const written = (name: string) =>
  Object.hasOwn(FUNCTIONS, name) ? `${name}(${FUNCTIONS[name].values.join(', ')})` : name;

interface WordsProps {
  readonly title: string;
  readonly words: readonly string[];
  readonly disabled: boolean;
  readonly onInsert: (name: string) => void;
}

function Words({ title, words, disabled, onInsert }: WordsProps) {
  return (
    <>
      <h3>{title}</h3>
      <dl className={styles.words}>
        {words.map((name) => (
          <div key={name}>
            <dt>
              <button
                type="button"
                title={STRINGS.insert(name)}
                aria-label={STRINGS.insert(name)}
                disabled={disabled}
                onClick={() => onInsert(name)}
              >
                {written(name)}
              </button>
            </dt>
            <dd>{MEANINGS[name]}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
