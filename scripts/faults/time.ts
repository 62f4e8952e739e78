// Time that stands still, runs slowly, or goes backwards.
import type { Fault } from './fault.ts';
import { RETURNED } from './sentences.ts';

const PAUSE_MS = 2000;
const pause = (ms = PAUSE_MS) => new Promise((resolve) => setTimeout(resolve, ms));

export const time: readonly Fault[] = [
  {
    name: 'page-frozen',
    does: 'The browser freezes the page while the run trains, and thaws it later.',
    sees: 'Nothing: the run goes on.',
    loses: 'nothing',
    at: 'training',
    fast: true,
    async provoke(scene) {
      const cdp = await scene.cdp();
      await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
      await pause();
      await cdp.send('Page.setWebLifecycleState', { state: 'active' });
      await scene.keepsOn();
    },
  },
  {
    name: 'page-frozen-then-discarded',
    does: 'The browser freezes the page while the run trains, and ends it to save memory.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      const cdp = await scene.cdp();
      await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
      await pause();
      const frozen = scene.tab;
      await scene.open();
      await frozen.close();
      await scene.tab.reload();
    },
  },
  {
    name: 'computer-sleeps',
    does: 'The computer goes to sleep while the run trains, and wakes up later.',
    sees: 'Nothing: the run goes on.',
    loses: 'nothing',
    at: 'training',
    browser: 'own',
    async provoke(scene) {
      await scene.browser.suspended(pause);
      await scene.keepsOn();
    },
  },
  {
    name: 'tab-hidden',
    does: 'The visitor looks at another tab, and the page’s timers slow down.',
    sees: 'Nothing: the run goes on, and is kept.',
    loses: 'nothing',
    at: 'training',
    async provoke(scene) {
      const other = await scene.context.newPage();
      await other.bringToFront();
      await scene.keepsOn();
      await other.close();
    },
  },
  {
    name: 'page-blocked',
    does: 'The page’s own thread is blocked for two seconds.',
    sees: 'Nothing: the worker trains on.',
    loses: 'nothing',
    at: 'training',
    async provoke(scene) {
      await scene.tab.evaluate(
        `(() => { const end = performance.now() + ${PAUSE_MS}; while (performance.now() < end); })()`,
      );
      await scene.keepsOn();
    },
  },
  {
    name: 'slow-processor',
    does: 'The page’s processor becomes ten times slower.',
    sees: 'Nothing: the run goes on, more slowly.',
    loses: 'nothing',
    at: 'training',
    async provoke(scene) {
      const cdp = await scene.cdp();
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: 10 });
      await scene.keepsOn();
    },
  },
  {
    name: 'clock-set-back',
    does: 'The clock is an hour behind when the visitor comes back.',
    sees: 'Which run it was, where it stands, and that it was saved just now.',
    says: /saved just now/,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await scene.context.addInitScript('{ const now = Date.now; Date.now = () => now() - 3600000; }');
      await scene.tab.reload();
    },
  },
];
