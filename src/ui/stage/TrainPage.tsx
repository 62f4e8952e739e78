// The home page: the stage with its one button and three settings, and what lies inside, one view at a time.
import { useState } from 'react';
import { ErrorBoundary } from '../frame/ErrorBoundary.tsx';
import { lazyPart } from '../frame/lazy_part.tsx';
import { useShortcuts } from '../frame/useShortcuts.ts';
import { useClassLink } from '../link/class_link.ts';
import { Knobs } from './Knobs.tsx';
import { LookInside } from './LookInside.tsx';
import { LEDE } from './lede.ts';
import { RunsFold } from './RunsFold.tsx';
import { SettingsDrawer } from './SettingsDrawer.tsx';
import { Stage } from './Stage.tsx';
import { Transport } from './Transport.tsx';

// Few links deal out seats.
const SeatLine = lazyPart(async () => (await import('./SeatLine.tsx')).SeatLine);

const DRAWER_ID = 'settings-drawer';

export function TrainPage() {
  useShortcuts();
  const hasSeats = useClassLink().seats !== undefined;
  const [drawerOpen, setDrawerOpen] = useState(false);
  return (
    <div className="train-page">
      {/* First for the keyboard; the style sheet puts it below the stage. */}
      <Transport />
      <p className="stage-lede">{LEDE}</p>
      {hasSeats && <SeatLine />}
      <ErrorBoundary>
        <Stage />
      </ErrorBoundary>
      <Knobs drawerId={DRAWER_ID} drawerOpen={drawerOpen} onDrawer={() => setDrawerOpen(!drawerOpen)} />
      <RunsFold />
      <LookInside />
      <SettingsDrawer id={DRAWER_ID} open={drawerOpen} onClose={() => setDrawerOpen(false)} />
    </div>
  );
}
