// The home page: what this is, the one big button, the settings, and everything the run shows.
import { useState } from 'react';
import { SettingsPanel } from '../controls/SettingsPanel.tsx';
import { ErrorBoundary } from '../ErrorBoundary.tsx';
import { useShortcuts } from '../useShortcuts.ts';
import { BridgesPanel } from './BridgesPanel.tsx';
import { FrontierPanel } from './FrontierPanel.tsx';
import { MethodCard } from './MethodCard.tsx';
import { MetricStrip } from './MetricStrip.tsx';
import { MicroscopePanel } from './MicroscopePanel.tsx';
import { PreferencePanel } from './PreferencePanel.tsx';
import { SampleViewer } from './SampleViewer.tsx';
import { CHOSEN_CHART_ID, StepCharts } from './StepCharts.tsx';
import styles from './TrainPage.module.css';
import { Transport } from './Transport.tsx';

const STRINGS = {
  lede: 'Train a small language model with BRAIn in this tab: draw samples, weigh them by how good they are, and move the model towards the good ones without losing the prior.',
} as const;

export function TrainPage() {
  useShortcuts();
  const [figure, setFigure] = useState<string>();
  const showFigure = (name: string) => {
    setFigure(name);
    document.getElementById(CHOSEN_CHART_ID)?.scrollIntoView({ block: 'center' });
  };
  return (
    <>
      <p className={styles.lede}>{STRINGS.lede}</p>
      <Transport />
      <div className={styles.columns}>
        <SettingsPanel />
        <div className={styles.content}>
          <ErrorBoundary>
            <FrontierPanel />
          </ErrorBoundary>
          <MetricStrip />
          <ErrorBoundary>
            <StepCharts figure={figure} onChoose={setFigure} />
          </ErrorBoundary>
          <ErrorBoundary>
            <MethodCard onShow={showFigure} />
          </ErrorBoundary>
          <ErrorBoundary>
            <PreferencePanel />
          </ErrorBoundary>
          <ErrorBoundary>
            <MicroscopePanel />
          </ErrorBoundary>
          <ErrorBoundary>
            <BridgesPanel />
          </ErrorBoundary>
          <ErrorBoundary>
            <SampleViewer />
          </ErrorBoundary>
        </div>
      </div>
    </>
  );
}
