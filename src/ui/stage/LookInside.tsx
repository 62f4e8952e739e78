// What happens inside the run, one view at a time: weights, curves, samples, method, bridges, reward, and the visitor's
// own taste as one.
import { type KeyboardEvent, type ReactNode, useCallback, useState } from 'react';
import type { PanelId } from '../../config/class_link.ts';
import { isGiven } from '../../tasks/task.ts';
import { ErrorBoundary } from '../frame/ErrorBoundary.tsx';
import { lazyPart } from '../frame/lazy_part.tsx';
import { usePage } from '../frame/useStore.ts';
import { useClassLink } from '../link/class_link.ts';
import { MicroscopePanel } from '../methods/MicroscopePanel.tsx';
import styles from './LookInside.module.css';
import { choose, INSIGHTS, type Insight, useInsight } from './look_inside.ts';

// All but the first view load when they are looked at.
const CurvesView = lazyPart(async () => (await import('../train/CurvesView.tsx')).CurvesView);
const SampleViewer = lazyPart(async () => (await import('../train/SampleViewer.tsx')).SampleViewer);
const MethodCard = lazyPart(async () => (await import('../methods/MethodCard.tsx')).MethodCard);
const RewardView = lazyPart(async () => (await import('./RewardView.tsx')).RewardView);
const HumanPanel = lazyPart(async () => (await import('../human/HumanPanel.tsx')).HumanPanel);
const BridgesPanel = lazyPart(async () => (await import('../methods/BridgesPanel.tsx')).BridgesPanel);

const STRINGS = {
  title: 'Look inside',
  tabs: {
    weights: 'Weights',
    curves: 'Curves',
    samples: 'Samples',
    method: 'Method',
    bridges: 'Bridges',
    reward: 'Reward',
    human: 'Be the human',
  } satisfies Record<Insight, string>,
} as const;

/** What a link calls them when it hides them. */
const PANELS: Readonly<Record<Insight, PanelId>> = {
  weights: 'weights',
  curves: 'curves',
  samples: 'samples',
  method: 'method-card',
  bridges: 'bridges',
  reward: 'reward-panel',
  human: 'human',
};

const tabId = (insight: Insight) => `look-${insight}`;
const PANEL_ID = 'look-inside';

export function LookInside() {
  const tabs = useShownInsights();
  return tabs.length === 0 ? null : <Views tabs={tabs} />;
}

/** Reward models and tastes are of tasks that the page brings along. */
const OF_GIVEN_TASKS: readonly Insight[] = ['reward', 'human'];

/** Those that no link hides. */
function useShownInsights(): readonly Insight[] {
  const { hide } = useClassLink();
  const task = usePage(({ draft }) => draft.task);
  if (hide.includes('inside')) return [];
  return INSIGHTS.filter(
    (name) => !hide.includes(PANELS[name]) && (isGiven(task) || !OF_GIVEN_TASKS.includes(name)),
  );
}

function Views({ tabs }: { readonly tabs: readonly Insight[] }) {
  const chosen = useInsight();
  const insight = tabs.includes(chosen) ? chosen : tabs[0];
  const [shown, setShown] = useState<{ readonly figure?: string; readonly reveals?: boolean }>({});
  const chooseFigure = useCallback((figure: string) => setShown({ figure }), []);
  const showFigure = (name: string) => {
    setShown({ figure: name, reveals: true });
    choose('curves');
  };
  const views: Record<Insight, ReactNode> = {
    weights: <MicroscopePanel />,
    curves: <CurvesView {...shown} onChoose={chooseFigure} />,
    samples: <SampleViewer />,
    method: <MethodCard onShow={showFigure} />,
    bridges: <BridgesPanel />,
    reward: <RewardView />,
    human: <HumanPanel onRewardModel={() => choose('reward')} />,
  };
  return (
    <section className={styles.inside} aria-label={STRINGS.title} data-folds="look-inside">
      <div className={styles.bar}>
        <h2 className="visually-hidden">{STRINGS.title}</h2>
        <div
          role="tablist"
          aria-label={STRINGS.title}
          className={styles.tabs}
          onKeyDown={(event) => turn(event, tabs)}
        >
          {tabs.map((name) => (
            <button
              key={name}
              id={tabId(name)}
              type="button"
              role="tab"
              aria-selected={insight === name}
              aria-controls={PANEL_ID}
              tabIndex={insight === name ? 0 : -1}
              onClick={() => choose(name)}
            >
              {STRINGS.tabs[name]}
            </button>
          ))}
        </div>
      </div>
      <div id={PANEL_ID} role="tabpanel" aria-labelledby={tabId(insight)} className={styles.view}>
        <ErrorBoundary key={insight}>{views[insight]}</ErrorBoundary>
      </div>
    </section>
  );
}

/** Arrow keys, Home and End go from tab to tab. */
function turn(event: KeyboardEvent<HTMLDivElement>, tabs: readonly Insight[]): void {
  const at = tabs.findIndex((name) => tabId(name) === (event.target as HTMLElement).id);
  const targets: Partial<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: tabs.length - 1,
  };
  const target = targets[event.key];
  if (at < 0 || target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const next = tabs[(target + tabs.length) % tabs.length];
  choose(next);
  document.getElementById(tabId(next))?.focus();
}
