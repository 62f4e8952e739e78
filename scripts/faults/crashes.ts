// Processes that die: of the tab, of the browser, of its services, and the page's own workers.
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

/** The worker that trains; the others compute for it. */
const trainer = ({ tab }: Scene) => {
  const found = tab.workers().find((worker) => /\/worker-[\w-]+\.js$/.test(worker.url()));
  if (!found) throw new Error(`no training worker (${tab.workers().map((worker) => worker.url())})`);
  return found;
};

export const crashes: readonly Fault[] = [
  {
    name: 'tab-crashes',
    does: 'The process of the tab dies while it trains.',
    sees: 'The browser’s own page. After a reload the run stands where it was kept.',
    loses: 'seconds',
    at: 'training',
    fast: true,
    async provoke(scene) {
      const crashed = scene.tab.waitForEvent('crash');
      const cdp = await scene.cdp();
      cdp.send('Page.crash').catch(() => {});
      await crashed;
      await scene.comeBack();
    },
  },
  {
    name: 'browser-killed',
    does: 'The whole browser is killed while the run trains, and started again.',
    sees: 'The run stands where it was kept.',
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
    does: 'The whole browser is killed while the run is paused.',
    sees: 'The run stands where it was paused.',
    loses: 'nothing',
    at: 'paused',
    browser: 'own',
    async provoke(scene) {
      await scene.browser.kill('browser');
      await scene.restartBrowser();
    },
  },
  {
    name: 'storage-process-killed',
    does: 'The browser’s storage process is killed while the run trains.',
    sees: 'Nothing: the run goes on.',
    loses: 'nothing',
    at: 'training',
    browser: 'own',
    async provoke(scene) {
      await scene.browser.kill('storage.mojom.StorageService');
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
    },
  },
  {
    name: 'gpu-process-crashes',
    does: 'The browser’s graphics process dies while the run trains on WebGPU.',
    sees: 'A notice: the run goes on from its last state on a fresh device.',
    says: /goes on from its last state/,
    loses: 'seconds',
    at: 'training',
    browser: 'gpu',
    query: 'backend=webgpu',
    async provoke(scene) {
      const cdp = await scene.context.browser()!.newBrowserCDPSession();
      await cdp.send('Browser.crashGpuProcess').catch(() => {});
    },
  },
  {
    name: 'worker-throws',
    does: 'An error that nobody caught ends the training worker.',
    sees: 'What happened, up to which step the run is kept, and a button to continue on the CPU.',
    says: /The worker stopped: .* The run is kept up to step \d+/,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      await trainer(scene).evaluate(
        'setTimeout(() => { throw new Error("the test has thrown this"); }), undefined',
      );
    },
    recover: (scene) => scene.button('Continue on CPU').click(),
  },
];
