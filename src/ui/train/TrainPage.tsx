// The home page: introduction, Play button, settings, and all views of the run.
import { lazy, Suspense, useState } from 'react';
import { flushSync } from 'react-dom';
import { SettingsPanel } from '../controls/SettingsPanel.tsx';
import { ErrorBoundary } from '../frame/ErrorBoundary.tsx';
import { useShortcuts } from '../frame/useShortcuts.ts';
import { MicroscopePanel } from '../methods/MicroscopePanel.tsx';
import { PREFERENCE_PANEL_ID, PreferencePanel } from '../reward/PreferencePanel.tsx';
import { FrontierPanel } from './FrontierPanel.tsx';
import { MetricStrip } from './MetricStrip.tsx';
import { ReferenceCheck } from './ReferenceCheck.tsx';
import { SampleViewer } from './SampleViewer.tsx';
import { CHOSEN_CHART_ID, StepCharts } from './StepCharts.tsx';
import styles from './TrainPage.module.css';
import { Transport } from './Transport.tsx';

// Long texts below the fold load after the parts that are needed first.
const MethodCard = lazy(async () => ({ default: (await import('../methods/MethodCard.tsx')).MethodCard }));
const RewardPanel = lazy(async () => ({ default: (await import('../reward/RewardPanel.tsx')).RewardPanel }));
const BridgesPanel = lazy(async () => ({
  default: (await import('../methods/BridgesPanel.tsx')).BridgesPanel,
}));

const STRINGS = {
  lede: 'Train a small language model with BRAIn in this tab: draw samples, weigh them by how good they are, and move the model towards the good ones without losing the prior.',
} as const;

export function TrainPage() {
  useShortcuts();
  const [figure, setFigure] = useState<string>();
  const [bringsPairs, setBringsPairs] = useState(false);
  const bringPairs = () => {
    flushSync(() => setBringsPairs(true));
    const panel = document.getElementById(PREFERENCE_PANEL_ID);
    panel?.scrollIntoView({ block: 'center' });
    panel?.querySelector('textarea')?.focus({ preventScroll: true });
  };
  const showFigure = (name: string) => {
    setFigure(name);
    document.getElementById(CHOSEN_CHART_ID)?.scrollIntoView({ block: 'center' });
  };
  return (
    <>
      <p className="page-lede">{STRINGS.lede}</p>
      <Transport />
      <div className={styles.columns}>
        <SettingsPanel />
        <div className="page-content">
          <ErrorBoundary>
            <FrontierPanel />
          </ErrorBoundary>
          <MetricStrip />
          <ReferenceCheck />
          <ErrorBoundary>
            <StepCharts figure={figure} onChoose={setFigure} />
          </ErrorBoundary>
          <ErrorBoundary>
            <Suspense fallback={null}>
              <MethodCard onShow={showFigure} />
            </Suspense>
          </ErrorBoundary>
          <ErrorBoundary>
            <PreferencePanel bringsPairs={bringsPairs} />
          </ErrorBoundary>
          <ErrorBoundary>
            <Suspense fallback={null}>
              <RewardPanel onBringPairs={bringPairs} />
            </Suspense>
          </ErrorBoundary>
          <ErrorBoundary>
            <MicroscopePanel />
          </ErrorBoundary>
          <ErrorBoundary>
            <Suspense fallback={null}>
              <BridgesPanel />
            </Suspense>
          </ErrorBoundary>
          <ErrorBoundary>
            <SampleViewer />
          </ErrorBoundary>
        </div>
      </div>
    </>
  );
}
