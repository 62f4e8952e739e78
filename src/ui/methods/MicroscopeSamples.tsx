// One prompt's samples under the microscope: which rules weigh them, and how far each pushes every sample.
import { memo, useId, useMemo, useState } from 'react';
import type { RunConfig } from '../../config/schema.ts';
import { type MethodName, objectives } from '../../objectives/index.ts';
import { methodTexts } from '../../objectives/texts/index.ts';
import type { Microscope } from '../../session/protocol.ts';
import { Equation } from '../controls/Equation.tsx';
import { MethodSelect } from '../controls/MethodSelect.tsx';
import { lazyPart } from '../frame/lazy_part.tsx';
import { useActions, usePage } from '../frame/useStore.ts';
import styles from './MicroscopePanel.module.css';
import { MicroscopeTable } from './MicroscopeTable.tsx';
import { missingFigures, pushesOf, type RowOrder } from './microscope_rows.ts';

const OwnRule = lazyPart(async () => (await import('./OwnRule.tsx')).OwnRule);

const STRINGS = {
  method: 'Weigh with',
  compare: 'Compare with',
  pin: 'Pin to compare',
  unpin: 'Stop comparing',
  sort: 'Sort by',
  orders: { reward: 'reward', push: 'push' } satisfies Record<RowOrder, string>,
  ownMark: '(this run)',
  whatIf: 'The same samples under another rule; the run itself goes on with its own.',
  refused: (problem: string) => `This rule cannot weigh these samples: ${problem}.`,
  from: (round: number, step: number) => `sampled in round ${round}, weighed at step ${step}`,
} as const;

interface SamplesProps {
  readonly config: RunConfig;
  readonly microscope: Microscope;
}

/** Memoised: it renders for a new group of samples, not for every training step. */
export const MicroscopeSamples = memo(function MicroscopeSamples({ config, microscope }: SamplesProps) {
  const store = useActions();
  const [chosen, setChosen] = useState<MethodName>();
  const [pinned, setPinned] = useState<MethodName>();
  const [order, setOrder] = useState<RowOrder>('push');
  const id = useId();
  const runMethod = config.method;
  const method = chosen ?? runMethod;
  const typed = useTypedRule(config);
  const compared = useMemo(
    () =>
      [method, ...(pinned ? [pinned] : [])].map((name) => ({
        label: objectives[name].label,
        ...pushesOf(microscope, name, typed),
      })),
    [microscope, method, pinned, typed],
  );
  const shown = [method, ...(pinned && pinned !== method ? [pinned] : [])];
  const mark = { method: runMethod, text: STRINGS.ownMark };
  return (
    <>
      <div className={styles.controls}>
        <label htmlFor={`${id}-method`} data-target="weigh-with">
          {STRINGS.method}
          <MethodSelect
            id={`${id}-method`}
            value={method}
            mark={mark}
            onChoose={(next) => {
              setChosen(next === runMethod ? undefined : next);
              store.note({ type: 'weighed-with', method: next });
            }}
          />
        </label>
        {pinned && (
          <label htmlFor={`${id}-compare`}>
            {STRINGS.compare}
            <MethodSelect id={`${id}-compare`} value={pinned} mark={mark} onChoose={setPinned} />
          </label>
        )}
        <button
          type="button"
          className="button"
          aria-pressed={pinned !== undefined}
          onClick={() => setPinned(pinned ? undefined : method)}
        >
          {pinned ? STRINGS.unpin : STRINGS.pin}
        </button>
        <label>
          {STRINGS.sort}
          <select
            className="select"
            value={order}
            onChange={(event) => setOrder(event.target.value as RowOrder)}
          >
            {(['push', 'reward'] as const).map((name) => (
              <option key={name} value={name}>
                {STRINGS.orders[name]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className={styles.rules}>
        {shown.map((name) =>
          name === 'own' ? (
            <div key={name} className={styles.own}>
              <OwnRule />
            </div>
          ) : (
            <Rule key={name} method={name} runMethod={runMethod} named={pinned !== undefined} />
          ),
        )}
      </div>
      <p className={styles.prompt}>
        <span>{microscope.promptText}</span>{' '}
        <span className={styles.source}>{STRINGS.from(microscope.sampledInRound, microscope.step)}</span>
      </p>
      {compared.map(
        (column) =>
          'problem' in column && (
            <p key={column.label} className={styles.refused}>
              {column.label}: {STRINGS.refused(column.problem)}
            </p>
          ),
      )}
      <MicroscopeTable
        microscope={microscope}
        columns={compared.flatMap((column) =>
          'pushes' in column ? [{ ...column, pushes: column.pushes }] : [],
        )}
        order={order}
      />
    </>
  );
});

/** The run's settings, with the own rule as it is typed. */
function useTypedRule(config: RunConfig): RunConfig {
  const rule = usePage((state) => state.draft.rule);
  const ruleLambda = usePage((state) => state.draft.ruleLambda);
  return useMemo(() => ({ ...config, rule, ruleLambda }), [config, rule, ruleLambda]);
}

interface RuleProps {
  readonly method: MethodName;
  readonly runMethod: MethodName;
  readonly named: boolean;
}

function Rule({ method, runMethod, named }: RuleProps) {
  const { equation, summary, source } = methodTexts[method];
  const missing = missingFigures(method, runMethod);
  return (
    <div className={styles.rule}>
      <Equation tex={equation} className={styles.equation} />
      <p>
        {named && <strong>{objectives[method].label}: </strong>}
        {summary} <span className={styles.source}>{source}.</span>
        {method !== runMethod && <em> {STRINGS.whatIf}</em>}
        {missing && <span className={styles.missing}> {missing}</span>}
      </p>
    </div>
  );
}
