// A reward of the visitor's own, as a rule in JavaScript. It is tried on the starting model's samples before anything is
// trained on it: a rule that fails, or rates all alike, cannot be used.
import { useEffect, useRef, useState } from 'react';
import { reasonOf } from '../../../errors/reason.ts';
import {
  type ResponseScorer,
  type ResponseToRate,
  ScoringFault,
  type ScoringProblem,
} from '../../../own/reward/response_scorer.ts';
import { PRIOR_SAMPLES, type RewardFigures } from '../../../own/reward/reward_figures.ts';
import { ruleInFrame } from '../../../worker/rule_frame.ts';
import { RewardRuleField } from './RewardRuleField.tsx';
import styles from './RewardRulePanel.module.css';
import { RewardTrialView } from './RewardTrialView.tsx';
import { type RuleTrial, tryReward } from './rule_trial.ts';

const STRINGS = {
  title: '3. A reward: your rule',
  explanation:
    'A function in JavaScript that rates an answer. It runs in a frame of its own, where it can reach nothing. Nothing leaves this page.',
  try: 'Try on samples',
  stop: 'Stop',
  use: 'Train with this rule',
  drawing: 'Drawing answers from the starting model…',
  rating: 'Rating them…',
  changed: 'The rule has changed since. Try it again before you use it.',
  used: 'In use from the next run on.',
} as const;

type State =
  | { readonly status: 'idle' | 'drawing' | 'rating' }
  | {
      readonly status: 'failed';
      readonly text: string;
      readonly problem: ScoringProblem;
      readonly answer?: string;
    }
  | { readonly status: 'tried'; readonly text: string; readonly trial: RuleTrial };

export interface TriedRule {
  readonly text: string;
  /** On the prior's samples: training standardises by them. */
  readonly figures: RewardFigures;
}

export interface RewardRulePanelProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** About so many answers of the starting model; those to one prompt are neighbours. */
  readonly drawSamples: (count: number, signal: AbortSignal) => Promise<readonly ResponseToRate[]>;
  readonly onUse: (rule: TriedRule) => void;
  /** The text of the rule that the next run trains with. */
  readonly used?: string;
  readonly openRule?: (text: string) => ResponseScorer;
}

export function RewardRulePanel(props: RewardRulePanelProps) {
  const { text, onText, drawSamples, onUse, used, openRule = ruleInFrame } = props;
  const [state, setState] = useState<State>({ status: 'idle' });
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);

  const run = async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const scorer = openRule(text);
    stop.current = () => {
      controller.abort();
      scorer.close();
    };
    const show = (next: State) => {
      if (!signal.aborted) setState(next);
    };
    let responses: readonly ResponseToRate[] = [];
    show({ status: 'drawing' });
    try {
      // A mistake in the text is found before answers are drawn.
      await scorer.score([]);
      responses = await drawSamples(PRIOR_SAMPLES, signal);
      show({ status: 'rating' });
      show({ status: 'tried', text, trial: await tryReward(scorer, responses) });
    } catch (error) {
      const problem = error instanceof ScoringFault ? error.problem : { message: reasonOf(error) };
      const answer = problem.response === undefined ? undefined : responses[problem.response]?.response;
      show({ status: 'failed', text, problem, answer });
    } finally {
      scorer.close();
    }
  };
  const busy = state.status === 'drawing' || state.status === 'rating';
  const current = 'text' in state && state.text === text;
  return (
    <section className="card">
      <h2 className="card-title">{STRINGS.title}</h2>
      <p className="card-lede">{STRINGS.explanation}</p>
      <RewardRuleField
        text={text}
        onText={onText}
        {...(state.status === 'failed' && current && { problem: state.problem, answer: state.answer })}
      />
      <div className={styles.tools}>
        {busy ? (
          <button
            type="button"
            className="button"
            onClick={() => {
              stop.current?.();
              setState({ status: 'idle' });
            }}
          >
            {STRINGS.stop}
          </button>
        ) : (
          <button type="button" className="button" disabled={text.trim() === ''} onClick={() => void run()}>
            {STRINGS.try}
          </button>
        )}
        <button
          type="button"
          className="button primary"
          disabled={state.status !== 'tried' || !current || used === text}
          onClick={() => state.status === 'tried' && onUse({ text, figures: state.trial.figures })}
        >
          {STRINGS.use}
        </button>
        <span className={styles.status} role="status">
          {statusText(state, current, used === text)}
        </span>
      </div>
      {state.status === 'tried' && <RewardTrialView trial={state.trial} />}
    </section>
  );
}

function statusText({ status }: State, current: boolean, used: boolean): string {
  if (status === 'drawing' || status === 'rating') return STRINGS[status];
  if (used) return STRINGS.used;
  return status === 'tried' && !current ? STRINGS.changed : '';
}
