// The visitor leaves, meaning it or not.
import type { Fault } from './fault.ts';
import { ENDLESS, type Scene, until } from './scene.ts';
import { RETURNED } from './sentences.ts';

/** Long phases, so that a tab can be closed within. */
const SLOW = ENDLESS.replace('Samples=8', 'Samples=2048').replace('promptsPerRound=2', 'promptsPerRound=64');

const RELOAD_MS = 100;

const closes = async (scene: Scene): Promise<void> => {
  await scene.tab.close();
  await scene.open();
};

/** Closes the tab once the strip of Algorithm 1 shows a phase. */
const closesWithin =
  (phase: 'sample' | 'score' | 'update' | 'evaluate') =>
  async (scene: Scene): Promise<void> => {
    const current = scene.tab.getByRole('list', { name: 'Phases of Algorithm 1' }).locator('[aria-current]');
    await until(`phase ${phase}`, async () => (await current.innerText()).startsWith(phase));
    await closes(scene);
  };

export const closings: readonly Fault[] = [
  {
    name: 'reload',
    does: 'The visitor reloads the page while the run trains.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    fast: true,
    provoke: async (scene) => void (await scene.tab.reload()),
  },
  {
    name: 'ten-reloads',
    does: 'The visitor reloads the page ten times, without waiting for it.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      for (let time = 0; time < 10; time++) {
        await scene.tab.evaluate('location.reload()').catch(() => {}); // the page goes while it answers
        await new Promise((resolve) => setTimeout(resolve, RELOAD_MS));
      }
    },
  },
  {
    name: 'back-and-forward',
    does: 'The visitor leaves for another page, and comes back with the Back button.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await scene.tab.goto('about:blank');
      await scene.tab.goBack({ waitUntil: 'commit' });
    },
  },
  {
    name: 'tab-closed',
    does: 'The tab is closed while the run trains, and its address opened again.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    provoke: closes,
  },
  {
    name: 'tab-closed-while-paused',
    does: 'The tab is closed while the run is paused.',
    sees: 'The run stands where it was paused.',
    says: RETURNED,
    loses: 'nothing',
    at: 'paused',
    provoke: closes,
  },
  {
    name: 'tab-closed-while-sampling',
    does: 'The tab is closed within the sampling of a round.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    query: SLOW,
    provoke: closesWithin('sample'),
  },
  {
    name: 'tab-closed-within-a-step',
    does: 'The tab is closed within a gradient step.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    query: SLOW,
    provoke: closesWithin('update'),
  },
  {
    name: 'tab-closed-while-evaluating',
    does: 'The tab is closed within an evaluation.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    query: SLOW,
    provoke: closesWithin('evaluate'),
  },
  {
    name: 'tab-closed-while-loading',
    does: 'The tab is closed before its model has loaded.',
    sees: 'Nothing: the page begins afresh.',
    loses: 'nothing',
    at: 'before the page',
    async provoke(scene) {
      await scene.open();
      await closes(scene);
    },
  },
  {
    name: 'tab-closed-while-going-on',
    does: 'The tab is closed again while a run of an earlier visit loads.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await closes(scene);
      await scene.said(RETURNED);
      await closes(scene);
    },
  },
  {
    name: 'other-settings-opened',
    does: 'The tab is closed, and a link with other settings opened.',
    sees: 'The link’s own run, and beside it: which run was not done, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await scene.tab.close();
      await scene.open('&gamma=2');
    },
    recover: (scene) => scene.returnedTool('Go on').click(),
  },
];
