// Processes that die: of the tab, of the browser, of its services.
import type { Fault } from './fault.ts';
import { RETURNED } from './sentences.ts';

export const crashes: readonly Fault[] = [
  {
    name: 'tab-crashes',
    does: 'The process of the tab dies while it trains.',
    sees: 'The browser’s own page. After a reload: which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    fast: true,
    async provoke(scene) {
      await scene.crash();
      await scene.comeBack();
    },
  },
  {
    name: 'tab-crashes-while-paused',
    does: 'The process of the tab dies while the run is paused.',
    sees: 'After a reload: the run stands where it was paused.',
    says: RETURNED,
    loses: 'nothing',
    at: 'paused',
    async provoke(scene) {
      await scene.crash();
      await scene.comeBack();
    },
  },
  {
    name: 'tab-crashes-twice',
    does: 'The tab dies, goes on, and dies again at once.',
    sees: 'After each reload: where the run stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await scene.crash();
      await scene.comeBack();
      await scene.button('Go on').click();
      await scene.crash();
      await scene.comeBack();
    },
  },
  {
    name: 'browser-killed',
    does: 'The whole browser is killed while the run trains, and started again.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    browser: 'own',
    fast: true,
    async provoke(scene) {
      await scene.browser.kill('browser');
      await scene.restartBrowser();
    },
  },
  {
    name: 'browser-killed-while-paused',
    does: 'The whole browser is killed while the run is paused, and started again.',
    sees: 'The run stands where it was paused.',
    says: RETURNED,
    loses: 'nothing',
    at: 'paused',
    browser: 'own',
    async provoke(scene) {
      await scene.browser.kill('browser');
      await scene.restartBrowser();
    },
  },
  {
    name: 'browser-closed',
    does: 'The visitor closes the browser while the run trains, and starts it again.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    browser: 'own',
    async provoke(scene) {
      await scene.browser.close();
      await scene.restartBrowser();
    },
  },
  {
    name: 'storage-process-killed',
    does: 'The browser’s storage process is killed while the run trains.',
    sees: 'Nothing: the run goes on, and is kept.',
    loses: 'nothing',
    at: 'training',
    browser: 'own',
    async provoke(scene) {
      await scene.browser.kill('storage.mojom.StorageService');
      await scene.keepsOn();
    },
  },
  {
    name: 'network-process-killed',
    does: 'The browser’s network process is killed while the run trains.',
    sees: 'Nothing: the run goes on.',
    loses: 'nothing',
    at: 'training',
    browser: 'own',
    async provoke(scene) {
      await scene.browser.kill('network.mojom.NetworkService');
      await scene.keepsOn();
    },
  },
  {
    name: 'gpu-process-killed',
    does: 'The browser’s graphics process is killed while the run trains on the CPU.',
    sees: 'Nothing: the run goes on.',
    loses: 'nothing',
    at: 'training',
    browser: 'own',
    async provoke(scene) {
      await scene.browser.kill('GPU');
      await scene.keepsOn();
    },
  },
  {
    name: 'all-tabs-killed',
    does: 'The system ends every tab’s process at once, as it does where memory is short.',
    sees: 'After a reload: which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    browser: 'own',
    async provoke(scene) {
      const crashed = scene.tab.waitForEvent('crash');
      await scene.browser.kill('renderer');
      await crashed;
      await scene.comeBack();
    },
  },
];
