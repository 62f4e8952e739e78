// The visitor leaves, meaning it or not.
import type { Fault } from './fault.ts';

export const closings: readonly Fault[] = [
  {
    name: 'reload',
    does: 'The visitor reloads the page while the run trains.',
    sees: 'The run stands where it was kept, paused.',
    loses: 'seconds',
    at: 'training',
    fast: true,
    async provoke(scene) {
      await scene.tab.reload();
    },
  },
  {
    name: 'tab-closed',
    does: 'The tab is closed while the run trains, and its address opened again.',
    sees: 'The run stands where it was kept, paused.',
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await scene.tab.close();
      await scene.open();
    },
  },
];
