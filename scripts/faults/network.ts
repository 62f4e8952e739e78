// No network, or a bad one.
import type { Fault } from './fault.ts';
import { silent } from './lying_server.ts';
import { type Scene, until } from './scene.ts';
import { NOT_LOADED, PART_FAILED, RETURNED } from './sentences.ts';

const FAILED = /Failed to load|net::ERR|Failed to fetch|Unable to preload/;

/** The page has kept itself. */
const isKept = ({ tab }: Scene) =>
  until('the page kept for offline', () =>
    tab.evaluate('navigator.serviceWorker.getRegistration().then((found) => Boolean(found?.active))'),
  );

export const network: readonly Fault[] = [
  {
    name: 'offline-while-training',
    does: 'The network goes while the run trains.',
    sees: 'Nothing: training needs no network.',
    loses: 'nothing',
    at: 'training',
    allows: FAILED,
    fast: true,
    async provoke(scene) {
      await scene.context.setOffline(true);
      await scene.keepsOn();
    },
  },
  {
    name: 'offline-and-another-tab',
    does: 'The network goes before the page has kept itself, and the visitor opens the Exact tab.',
    sees: 'That this part could not be loaded, and “Try again”.',
    says: PART_FAILED,
    loses: 'nothing',
    at: 'training',
    allows: FAILED,
    async provoke(scene) {
      await scene.context.setOffline(true);
      await scene.link('Exact').click();
    },
    async recover(scene) {
      await scene.context.setOffline(false);
      await scene.button('Try again').click();
      await scene.said(/theorem/i);
      await scene.link('Train').click();
    },
  },
  {
    name: 'offline-and-another-task',
    does: 'The network goes before the page has kept itself, and the visitor chooses another task.',
    sees: 'That its model could not be loaded, and “Try again”.',
    says: NOT_LOADED,
    loses: 'nothing',
    at: 'paused',
    allows: FAILED,
    async provoke(scene) {
      await scene.context.setOffline(true);
      await scene.chooseTask('TL;DR');
    },
    async recover(scene) {
      await scene.context.setOffline(false);
      await scene.comeBack();
    },
  },
  {
    name: 'offline-and-reload',
    does: 'The network goes after one visit, and the visitor reloads the page.',
    sees: 'The page as ever: which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    serviceWorker: true,
    allows: FAILED,
    async provoke(scene) {
      await isKept(scene);
      await scene.context.setOffline(true);
      await scene.tab.reload();
    },
  },
  {
    name: 'server-gone-and-reload',
    does: 'The server never answers again after one visit, and the visitor reloads the page.',
    sees: 'The page as ever: which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    serviceWorker: true,
    allows: FAILED,
    async provoke(scene) {
      await isKept(scene);
      scene.server.lie(/./, silent);
      await scene.tab.reload();
    },
  },
  {
    name: 'slow-network',
    does: 'The page is opened over a network of 50 kB a second with half a second of delay.',
    sees: 'The recorded first picture first, and everything a little later.',
    loses: 'nothing',
    at: 'before the page',
    async provoke(scene) {
      scene.tab = await scene.context.newPage();
      const cdp = await scene.cdp();
      await cdp.send('Network.enable');
      await cdp.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 500,
        downloadThroughput: 50_000,
        uploadThroughput: 50_000,
      });
      await scene.tab.goto(scene.address(), { waitUntil: 'commit' });
    },
  },
];
