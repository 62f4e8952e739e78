// A language model as a further judge: its server, the expected cost, and its verdicts.
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { openMatches } from '../../experiments/ask_llm.ts';
import { EXPERIMENT_IDS, type Outcomes } from '../../experiments/experiment.ts';
import { questionOf } from '../../experiments/llm_judge.ts';
import type { Scale } from '../../experiments/scale.ts';
import { type CostEstimate, estimateCost } from '../../judge/settings.ts';
import fieldStyles from '../controls/Field.module.css';
import { TextFields } from '../controls/TextFields.tsx';
import { emptyForm, type JudgeForm, pricesOf, settingsOf } from './judge_form.ts';
import type { LlmJudging } from './llm_judging.ts';
import styles from './ReproducePage.module.css';

const STRINGS = {
  title: 'An LLM as judge',
  explanation:
    'A model of your choice adds a row to Tables 1 and 2. Any server that speaks the OpenAI chat protocol will do, such as llama.cpp or Ollama here. It sees each pair of answers in both orders. The key stays in this tab’s memory.',
  fields: {
    endpoint: 'Address',
    model: 'Model',
    apiKey: 'API key, if it wants one',
    answers: 'Answers judged per run',
    parallel: 'Requests at a time',
    inputPrice: 'Price of a million tokens in',
    outputPrice: 'and out',
  } satisfies Record<keyof JudgeForm, string>,
  placeholders: { endpoint: 'http://localhost:11434/v1', model: 'llama3.2' } as Partial<JudgeForm>,
  try: 'Try it',
  trying: 'Trying…',
  ask: 'Ask the judge',
  stop: 'Stop',
  nothing: 'Nothing to judge yet. Compute Table 1 or 2 first.',
  cost: ({ requests, inputTokens, outputTokens, price, priceAtMost, basis }: CostEstimate) =>
    `At most ${requests.toLocaleString('en')} requests, about ${inputTokens.toLocaleString('en')} tokens in and ${outputTokens.toLocaleString('en')} out${
      price === undefined ? '' : `: ${price.toFixed(2)}, at most ${priceAtMost!.toFixed(2)}`
    }. ${basis} What was judged on an earlier visit is not asked again.`,
  progress: (done: number, total: number) => `${done} of ${total} pairs judged`,
} as const;

export interface JudgeSectionProps {
  readonly judging: LlmJudging;
  readonly outcomes: Outcomes;
  readonly scale: Scale;
}

export function JudgeSection({ judging, outcomes, scale }: JudgeSectionProps) {
  const state = useStore(judging.store);
  const [form, setForm] = useState(emptyForm);
  const parsed = useMemo(() => settingsOf(form), [form]);
  const answers = 'settings' in parsed ? parsed.answers : 0;
  const matches = useMemo(
    () => (answers > 0 ? openMatches(EXPERIMENT_IDS, outcomes, scale, answers) : []),
    [outcomes, scale, answers],
  );
  const cost = useMemo(() => {
    if (!('settings' in parsed) || matches.length === 0) return undefined;
    return estimateCost(matches.map(questionOf), parsed.settings, pricesOf(form));
  }, [matches, parsed, form]);
  const busy = state.status !== 'idle';
  const untouched = form.endpoint === '' && form.model === '';
  return (
    <details className={`card ${styles.judge}`}>
      <summary className="card-title">{STRINGS.title}</summary>
      <p className={styles.text}>{STRINGS.explanation}</p>
      <form className={styles.controls} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
        <TextFields
          labels={STRINGS.fields}
          placeholders={STRINGS.placeholders}
          values={form}
          secret="apiKey"
          disabled={busy}
          className={styles.field}
          onChange={setForm}
        />
        <div className={styles.buttons}>
          <button
            type="button"
            className="button"
            disabled={busy || !('settings' in parsed)}
            onClick={() => 'settings' in parsed && void judging.try(parsed.settings)}
          >
            {state.status === 'trying' ? STRINGS.trying : STRINGS.try}
          </button>
          {busy ? (
            <button type="button" className="button" onClick={() => judging.cancel()}>
              {STRINGS.stop}
            </button>
          ) : (
            <button
              type="button"
              className="button primary"
              disabled={matches.length === 0}
              onClick={() => 'settings' in parsed && void judging.ask(parsed.settings, matches, answers)}
            >
              {STRINGS.ask}
            </button>
          )}
        </div>
      </form>
      <p className={styles.judgeNote} role="status">
        {state.status === 'asking' && (
          <span className={styles.progress}>
            <progress
              max={1}
              value={state.total === 0 ? 0 : state.done / state.total}
              aria-label={STRINGS.progress(state.done, state.total)}
            />
            {STRINGS.progress(state.done, state.total)}
          </span>
        )}
        {'problem' in parsed && !untouched && <span className={fieldStyles.problem}>{parsed.problem}</span>}
        {!busy && 'settings' in parsed && (cost ? STRINGS.cost(cost) : STRINGS.nothing)}
      </p>
      {state.message && (
        <p className={state.failed ? styles.judgeFailure : styles.judgeNote} role="status">
          {state.message}
        </p>
      )}
    </details>
  );
}
