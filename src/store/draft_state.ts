// How the drafted settings stand to the run on the page: what waits for a restart, and what cannot start.
import { isRead, type RunConfig, type SettingKey, settings } from '../config/schema.ts';
import { ruleProblem } from '../objectives/own.ts';
import { currentRun, type PageState, type Run } from './page_state.ts';

/** True if the run has not trained and no start is pending. */
export const isUntouched = (state: PageState): boolean =>
  state.progress.status !== 'running' && !state.playRequested && currentRun(state)?.steps.length === 0;

/** True if the last reset can be undone: the new run has not trained. */
export const canUndo = (state: PageState): boolean =>
  state.runBefore !== undefined &&
  !state.playRequested &&
  ['loading', 'ready'].includes(state.progress.status) &&
  isUntouched(state);

/** True if the drafted config needs a larger buffer than the device allows. */
export const draftIsTooLarge = ({ memoryEstimate, backend }: PageState): boolean =>
  memoryEstimate !== undefined &&
  backend?.largestBufferBytes !== undefined &&
  memoryEstimate.largest.bytes > backend.largestBufferBytes;

/** True if Play would begin with the drafted config and it is too large. */
export const startIsTooLarge = (state: PageState): boolean =>
  draftIsTooLarge(state) && (isUntouched(state) || ['finished', 'failed'].includes(state.progress.status));

/** Settings that wait for a restart by the visitor. */
export const waitsForRestart = (state: PageState): boolean =>
  !isUntouched(state) && pendingKeys(state).length > 0;

/** Settings whose drafted value takes effect only after a restart. */
export function pendingKeys(state: PageState): SettingKey[] {
  const run = currentRun(state);
  if (!run) return [];
  const keys = Object.keys(settings) as SettingKey[];
  return keys.filter((key) => {
    return (
      isRead(key, state.draft) &&
      (state.draft[key] !== run.config[key] || (key === 'reward' && hasOtherReward(state, run)))
    );
  });
}

/** True if both rewards are learned but the next run would load another model. */
const hasOtherReward = ({ draft, progress, rewardModels }: PageState, run: Run): boolean =>
  draft.reward === 'learned' &&
  draft.task === run.config.task &&
  progress.status !== 'loading' &&
  rewardModels[draft.task]?.id !== run.rewardModel;

/** What the visitor has written, which no preset replaces. */
export const ruleOf = ({ rule, ruleLambda, ruleSamples }: RunConfig) => ({ rule, ruleLambda, ruleSamples });

/** Why a run by the typed rule cannot start; undefined: the rule is right, or no run would read it. */
export function wrongRuleSentence({ draft, wrongRule }: PageState): string | undefined {
  if (draft.method !== 'own' || wrongRule === undefined) return undefined;
  return `This rule cannot train: ${ruleProblem(wrongRule)}.`;
}
