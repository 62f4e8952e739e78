// What happens inside the run, one view at a time: weights, curves, samples, method, bridges, reward, and the visitor's
// own taste as one.
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import type { PanelId } from '../../config/class_link.ts';
import { ErrorBoundary } from '../frame/ErrorBoundary.tsx';
import { lazyPart } from '../frame/lazy_part.tsx';
import { useClassLink } from '../link/class_link.ts';
import { MicroscopePanel } from '../methods/MicroscopePanel.tsx';
import { PREFERENCE_PANEL_ID, PreferencePanel } from '../reward/PreferencePanel.tsx';
import { MetricStrip } from '../train/MetricStrip.tsx';
import { ReferenceCheck } from '../train/ReferenceCheck.tsx';
import { SampleViewer } from '../train/SampleViewer.tsx';
import { CHOSEN_CHART_ID, StepCharts } from '../train/StepCharts.tsx';
import styles from './LookInside.module.css';
import { choose, INSIGHTS, type Insight, useInsight } from './look_inside.ts';

// Texts with formulas load when they are looked at.
const MethodCard = lazyPart(async () => (await import('../methods/MethodCard.tsx')).MethodCard);
const RewardPanel = lazyPart(async () => (await import('../reward/RewardPanel.tsx')).RewardPanel);
const RewardWords = lazyPart(async () => (await import('./RewardWords.tsx')).RewardWords);
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
  const shown = useShownInsights();
  return shown.length === 0 ? null : <Views shown={shown} />;
}

/** Those that no link hides. */
function useShownInsights(): readonly Insight[] {
  const { hide } = useClassLink();
  return hide.includes('inside') ? [] : INSIGHTS.filter((name) => !hide.includes(PANELS[name]));
}

function Views({ shown }: { readonly shown: readonly Insight[] }) {
  const chosen = useInsight();
  const insight = shown.includes(chosen) ? chosen : shown[0];
  const [figure, setFigure] = useState<string>();
  const [bringsPairs, setBringsPairs] = useState(false);
  const bringPairs = () => {
    flushSync(() => setBringsPairs(true));
    const panel = document.getElementById(PREFERENCE_PANEL_ID);
    panel?.scrollIntoView({ block: 'center' });
    panel?.querySelector('textarea')?.focus({ preventScroll: true });
  };
  const showFigure = (name: string) => {
    flushSync(() => {
      setFigure(name);
      choose('curves');
    });
    document.getElementById(CHOSEN_CHART_ID)?.scrollIntoView({ block: 'center' });
  };
  const views: Record<Insight, ReactNode> = {
    weights: <MicroscopePanel />,
    curves: (
      <>
        <MetricStrip />
        <ReferenceCheck />
        <StepCharts figure={figure} onChoose={setFigure} />
      </>
    ),
    samples: <SampleViewer />,
    method: <MethodCard onShow={showFigure} />,
    bridges: <BridgesPanel />,
    human: <HumanPanel onRewardModel={() => choose('reward')} />,
    reward: (
      <>
        <RewardWords />
        <PreferencePanel bringsPairs={bringsPairs} />
        <RewardPanel onBringPairs={bringPairs} />
      </>
    ),
  };
  return (
    <section className={styles.inside} aria-label={STRINGS.title}>
      <div className={styles.bar}>
        <h2 className="visually-hidden">{STRINGS.title}</h2>
        <div
          role="tablist"
          aria-label={STRINGS.title}
          className={styles.tabs}
          onKeyDown={(event) => turn(event, shown)}
        >
          {shown.map((name) => (
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
function turn(event: KeyboardEvent<HTMLDivElement>, shown: readonly Insight[]): void {
  const at = shown.findIndex((name) => tabId(name) === (event.target as HTMLElement).id);
  const targets: Partial<Record<string, number>> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: shown.length - 1,
  };
  const target = targets[event.key];
  if (at < 0 || target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const next = shown[(target + shown.length) % shown.length];
  choose(next);
  document.getElementById(tabId(next))?.focus();
}
