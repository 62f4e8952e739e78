// A language model as the reward: its server, what makes an answer better, and what it may cost. Tried on a few samples
// before anything is trained on it; what it has cost is always in sight.
import { useId, useMemo, useState } from 'react';
import type { JudgeSpending } from '../../../../own/reward/judge/budget.ts';
import { type JudgeReward, judgeScorer } from '../../../../own/reward/judge/judge_scorer.ts';
import type { ResponseScorer } from '../../../../own/reward/response_scorer.ts';
import type { RewardFigures } from '../../../../own/reward/reward_figures.ts';
import { judgeAllInWorker } from '../../../../worker/judge_client.ts';
import fieldStyles from '../../../controls/Field.module.css';
import { RewardTrialView } from '../RewardTrialView.tsx';
import { TrialTools } from '../TrialTools.tsx';
import { type DrawSamples, useRewardTrial } from '../useRewardTrial.ts';
import styles from './JudgeRewardPanel.module.css';
import { emptyForm, type JudgeRewardForm, judgeRewardOf, requestsFor } from './judge_reward_form.ts';

const STRINGS = {
  title: 'Your own reward: a language model compares',
  explanation:
    'A model of your choice compares the answers to each prompt, two at a time. An answer’s reward is its share of wins. The answers go to the server that you name, and the key stays in this tab’s memory.',
  fields: {
    endpoint: 'Address',
    model: 'Model',
    apiKey: 'API key, if it wants one',
    criteria: 'What makes an answer better, in a sentence',
    neighbours: 'Opponents on either side',
    inputPrice: 'Price per million tokens in',
    outputPrice: 'Price per million tokens out',
    priceCap: 'Spend at most',
    requestsPerMinute: 'Requests per minute',
  } satisfies Record<keyof JudgeRewardForm, string>,
  placeholders: {
    endpoint: 'http://localhost:11434/v1',
    model: 'llama3.2',
    criteria: 'The better story mentions a dog and comes to an end.',
    inputPrice: '0 if free',
    outputPrice: '0 if free',
  } as Partial<JudgeRewardForm>,
  tries: (answers: number, requests: number) =>
    `A try rates ${answers} answers with at most ${requests.toLocaleString('en')} requests. Training asks as many for every ${answers} answers.`,
  spent: ({ price, requests, inputTokens, outputTokens, known }: JudgeSpending, cap: number) =>
    `Spent ${price.toFixed(4)} of ${cap}: ${requests.toLocaleString('en')} requests, ${inputTokens.toLocaleString('en')} tokens in, ${outputTokens.toLocaleString('en')} out. ${known.toLocaleString('en')} comparisons were known.`,
  spending: 'Spent of the most',
  use: 'Train with this judge',
} as const;

const FIELDS = Object.keys(emptyForm) as (keyof JudgeRewardForm)[];
/** Answers of a try: enough for a histogram, few enough to pay for. */
const TRIAL_ANSWERS = 64;

export interface JudgeRewardPanelProps {
  readonly drawSamples: DrawSamples;
  readonly onUse: (reward: JudgeReward, figures: RewardFigures) => void;
  readonly openJudge?: (reward: JudgeReward) => ResponseScorer;
}

const judgeInWorker = (reward: JudgeReward) => judgeScorer({ ...reward, ask: judgeAllInWorker });

export function JudgeRewardPanel({ drawSamples, onUse, openJudge = judgeInWorker }: JudgeRewardPanelProps) {
  const id = useId();
  const [form, setForm] = useState(emptyForm);
  const [used, setUsed] = useState<string>();
  const [spending, setSpending] = useState<JudgeSpending>();
  const { state, run, stop } = useRewardTrial(drawSamples);
  const read = useMemo(() => judgeRewardOf(form), [form]);
  const key = JSON.stringify(form);
  const reward = 'reward' in read ? read.reward : undefined;
  const busy = state.status === 'drawing' || state.status === 'rating';
  const untouched = form.endpoint === '' && form.model === '';
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.explanation}</p>
      <form className={styles.fields} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
        {FIELDS.map((name) => (
          <div key={name} className={styles.field} data-field={name}>
            <label htmlFor={`${id}-${name}`}>{STRINGS.fields[name]}</label>
            <input
              id={`${id}-${name}`}
              className={fieldStyles.text}
              type={name === 'apiKey' ? 'password' : 'text'}
              autoComplete="off"
              spellCheck={false}
              placeholder={STRINGS.placeholders[name]}
              value={form[name]}
              disabled={busy}
              onChange={({ target }) => setForm({ ...form, [name]: target.value })}
            />
          </div>
        ))}
      </form>
      <p className={styles.note} role="status">
        {reward && STRINGS.tries(TRIAL_ANSWERS, requestsFor(TRIAL_ANSWERS, reward))}
        {'problem' in read && !untouched && <span className={fieldStyles.problem}>{read.problem}</span>}
      </p>
      <TrialTools
        state={state}
        keyNow={reward && key}
        used={used}
        use={STRINGS.use}
        onTry={() => {
          const open = () => openJudge({ ...reward!, onSpending: setSpending });
          setSpending(undefined);
          void run({ key, open, count: TRIAL_ANSWERS });
        }}
        onStop={stop}
        onUse={(figures) => {
          setUsed(key);
          onUse(reward!, figures);
        }}
      />
      {spending && reward && (
        <p className={styles.spent}>
          <progress max={1} value={spentShare(spending, reward)} aria-label={STRINGS.spending} />
          {STRINGS.spent(spending, reward.limits.priceCap)}
        </p>
      )}
      {state.status === 'failed' && (
        <p className={styles.failed} role="alert">
          {state.problem.message}
        </p>
      )}
      {state.status === 'tried' && <RewardTrialView trial={state.trial} />}
    </section>
  );
}

const spentShare = ({ price }: JudgeSpending, { limits }: JudgeReward) =>
  limits.priceCap === 0 ? 0 : Math.min(1, price / limits.priceCap);
