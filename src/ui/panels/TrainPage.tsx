// The home page: what this is, the one big button, the settings, and everything the run shows.
import { SettingsPanel } from '../controls/SettingsPanel.tsx';
import { ErrorBoundary } from '../ErrorBoundary.tsx';
import { useShortcuts } from '../useShortcuts.ts';
import { FrontierPanel } from './FrontierPanel.tsx';
import { MetricStrip } from './MetricStrip.tsx';
import { MicroscopePanel } from './MicroscopePanel.tsx';
import { SampleViewer } from './SampleViewer.tsx';
import { StepCharts } from './StepCharts.tsx';
import styles from './TrainPage.module.css';
import { Transport } from './Transport.tsx';

const STRINGS = {
  lede: 'Train a small language model with BRAIn in this tab: draw samples, weigh them by how good they are, and move the model towards the good ones without losing the prior.',
} as const;

export function TrainPage() {
  useShortcuts();
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
            <StepCharts />
          </ErrorBoundary>
          <ErrorBoundary>
            <MicroscopePanel />
          </ErrorBoundary>
          <ErrorBoundary>
            <SampleViewer />
          </ErrorBoundary>
        </div>
      </div>
    </>
  );
}
