// A language model as the reward: its server, what makes an answer better, and what it may cost. Tried on a few samples
// before anything is trained on it; what it has cost is always in sight.
import { useMemo } from 'react';
import {
  type JudgeRewardForm,
  judgeRewardOf,
  requestsFor,
} from '../../../../own/reward/judge/judge_reward_form.ts';
import type { JudgeReward } from '../../../../own/reward/judge/judge_scorer.ts';
import type { ResponseScorer } from '../../../../own/reward/response_scorer.ts';
import type { RewardFigures } from '../../../../own/reward/reward_figures.ts';
import { judgeIdentity } from '../../../../own/reward/reward_identity.ts';
import type { AskedJudge } from '../../../../store/own_files.ts';
import fieldStyles from '../../../controls/Field.module.css';
import { TextFields } from '../../../controls/TextFields.tsx';
import { RewardTrialView } from '../RewardTrialView.tsx';
import { TrialProblem } from '../TrialProblem.tsx';
import { TrialTools } from '../TrialTools.tsx';
import { type DrawSamples, useRewardTrial } from '../useRewardTrial.ts';
import styles from './JudgeRewardPanel.module.css';
import { JudgeSpent } from './JudgeSpent.tsx';

const STRINGS = {
  explanation:
    'A model of your choice compares the answers to each prompt, two at a time. An answer’s reward is its share of wins. Evaluations compare with the prior’s answer instead. The answers go to the server that you name, and the key stays in this tab’s memory.',
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
  use: 'Train with this judge',
  limits: 'A run in progress still has the limits and the key of before.',
  apply: 'Use these limits',
} as const;

/** Answers of a try: enough for a histogram, few enough to pay for. */
const TRIAL_ANSWERS = 64;

export interface JudgeRewardPanelProps {
  readonly form: JudgeRewardForm;
  readonly onForm: (form: JudgeRewardForm) => void;
  /** Those that were asked, by the text of their identity. */
  readonly judges: Readonly<Record<string, AskedJudge>>;
  readonly drawSamples: DrawSamples;
  readonly onUse: (reward: JudgeReward, figures: RewardFigures) => void;
  /** Text of the identity of the judge that the next run trains with. */
  readonly used?: string;
  /** The judge in use gets other limits, or another key. */
  readonly onApply: (reward: JudgeReward) => void;
  readonly openJudge: (reward: JudgeReward) => ResponseScorer;
}

export function JudgeRewardPanel(props: JudgeRewardPanelProps) {
  const { form, onForm, judges, drawSamples, onUse, used, onApply, openJudge } = props;
  const { state, run, stop } = useRewardTrial(drawSamples);
  const read = useMemo(() => judgeRewardOf(form), [form]);
  const reward = 'reward' in read ? read.reward : undefined;
  // Limits and key are no part of it: what a judge says does not follow from them.
  const key = reward && judgeIdentity(reward).text;
  const asked = key === undefined ? undefined : judges[key];
  const busy = state.status === 'drawing' || state.status === 'rating';
  const untouched = form.endpoint === '' && form.model === '';
  return (
    <>
      <p className="card-lede">{STRINGS.explanation}</p>
      <form className={styles.fields} autoComplete="off" onSubmit={(event) => event.preventDefault()}>
        <TextFields
          labels={STRINGS.fields}
          placeholders={STRINGS.placeholders}
          values={form}
          secret="apiKey"
          disabled={busy}
          className={styles.field}
          onChange={onForm}
        />
      </form>
      <p className={styles.note} role="status">
        {reward && STRINGS.tries(TRIAL_ANSWERS, requestsFor(TRIAL_ANSWERS, reward))}
        {'problem' in read && !untouched && <span className={fieldStyles.problem}>{read.problem}</span>}
      </p>
      <TrialTools
        state={state}
        keyNow={key}
        used={used}
        use={STRINGS.use}
        onTry={() => void run({ key: key!, open: () => openJudge(reward!), count: TRIAL_ANSWERS })}
        onStop={stop}
        onUse={(figures) => onUse(reward!, figures)}
      />
      {reward && used === key && asked?.form !== form && (
        <p className={styles.spent}>
          {STRINGS.limits}
          <button type="button" className="button" onClick={() => onApply(reward)}>
            {STRINGS.apply}
          </button>
        </p>
      )}
      {asked?.spending && <JudgeSpent spending={asked.spending} cap={Number(asked.form.priceCap)} />}
      <TrialProblem state={state} keyNow={key} />
      {state.status === 'tried' && <RewardTrialView trial={state.trial} />}
    </>
  );
}
