// A reward of the visitor's own, as a rule in JavaScript. It is tried on the starting model's samples before anything is
// trained on it: a rule that fails, or rates all alike, cannot be used.
import type { ResponseScorer } from '../../../own/reward/response_scorer.ts';
import { PRIOR_SAMPLES, type RewardFigures } from '../../../own/reward/reward_figures.ts';
import { ruleInFrame } from '../../../worker/rule_frame.ts';
import { RewardRuleField } from './RewardRuleField.tsx';
import { RewardTrialView } from './RewardTrialView.tsx';
import { TrialTools } from './TrialTools.tsx';
import { type DrawSamples, useRewardTrial } from './useRewardTrial.ts';

const STRINGS = {
  explanation:
    'A function in JavaScript that rates an answer. It runs in a frame of its own, where it can reach nothing. Nothing leaves this page.',
  use: 'Train with this rule',
} as const;

export interface TriedRule {
  readonly text: string;
  /** On the prior's samples: training standardises by them. */
  readonly figures: RewardFigures;
}

export interface RewardRulePanelProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** About so many answers of the starting model; those to one prompt are neighbours. */
  readonly drawSamples: DrawSamples;
  readonly onUse: (rule: TriedRule) => void;
  /** The text of the rule that the next run trains with. */
  readonly used?: string;
  readonly openRule?: (text: string) => ResponseScorer;
}

export function RewardRulePanel(props: RewardRulePanelProps) {
  const { text, onText, drawSamples, onUse, used, openRule = ruleInFrame } = props;
  const { state, run, stop } = useRewardTrial(drawSamples);
  const failure = state.status === 'failed' && state.key === text ? state : undefined;
  return (
    <>
      <p className="card-lede">{STRINGS.explanation}</p>
      <RewardRuleField text={text} onText={onText} problem={failure?.problem} answer={failure?.answer} />
      <TrialTools
        state={state}
        keyNow={text.trim() === '' ? undefined : text}
        used={used}
        use={STRINGS.use}
        onTry={() => void run({ key: text, open: () => openRule(text), count: PRIOR_SAMPLES })}
        onStop={stop}
        onUse={(figures) => onUse({ text, figures })}
      />
      {state.status === 'tried' && <RewardTrialView trial={state.trial} />}
    </>
  );
}
