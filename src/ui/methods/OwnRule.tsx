// The visitor's own rule beside the samples that it weighs: the editor, its number, what holds of it, and the way to train.
import { settings } from '../../config/schema.ts';
import type { NumberBounds } from '../../settings/setting.ts';
import { currentRun, type PageState } from '../../store/page_state.ts';
import { settingText } from '../controls/FieldHelp.tsx';
import { NumberInput } from '../controls/NumberInput.tsx';
import { RuleEditor } from '../controls/rule/RuleEditor.tsx';
import { useActions, usePage } from '../frame/useStore.ts';
import { useLocked } from '../link/class_link.ts';
import styles from './OwnRule.module.css';
import { RuleChecks } from './RuleChecks.tsx';

const STRINGS = {
  use: 'Use it in the next run',
  used: 'The next run trains by this rule. The main button starts it.',
  kept: (rule: string) => `The run on the page goes on by ${rule}`,
} as const;

export function OwnRule() {
  const store = useActions();
  const isUsed = usePage((state) => state.draft.method === 'own');
  const methodLocked = useLocked('method');
  const kept = usePage(keptRule);
  return (
    <div className={styles.own}>
      <RuleEditor />
      <RuleLambda />
      {kept !== undefined && <p className={styles.note}>{STRINGS.kept(kept)}</p>}
      {isUsed ? (
        <p className={styles.note}>{STRINGS.used}</p>
      ) : (
        <button
          type="button"
          className={`button ${styles.use}`}
          disabled={methodLocked}
          onClick={() => store.edit('method', 'own')}
        >
          {STRINGS.use}
        </button>
      )}
      <RuleChecks />
    </div>
  );
}

/** The rule of the run on the page, where another one is typed. */
function keptRule(state: PageState): string | undefined {
  const run = currentRun(state);
  const isOther = run?.config.method === 'own' && run.config.rule !== state.draft.rule;
  return isOther ? run.config.rule : undefined;
}

const LAMBDA = settings.ruleLambda as typeof settings.ruleLambda & NumberBounds;

/** Only where the rule names it. */
export function RuleLambda() {
  const store = useActions();
  const isNamed = usePage((state) => /\blambda\b/.test(state.draft.rule));
  const value = usePage((state) => state.draft.ruleLambda);
  const locked = useLocked('ruleLambda');
  if (!isNamed) return null;
  return (
    <div className={styles.lambda}>
      <NumberInput
        name="ruleLambda"
        text={settingText(LAMBDA)}
        bounds={LAMBDA}
        value={value}
        locked={locked}
        onCommit={(next) => store.edit('ruleLambda', next)}
      />
    </div>
  );
}
