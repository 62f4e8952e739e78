// Several tabs, and one run.
import type { Page } from 'playwright';
import type { Fault } from './fault.ts';
import { until } from './scene.ts';
import { RETURNED } from './sentences.ts';

const ELSEWHERE = /BRAIn on Strings, step [\d,]+ of 10,000, goes on in another tab/;

export const tabs: readonly Fault[] = [
  {
    name: 'second-tab',
    does: 'The visitor opens the address in a second tab while the run trains in the first.',
    sees: 'In the second tab: that the run goes on in another tab. Only the first one writes it.',
    says: ELSEWHERE,
    loses: 'nothing',
    at: 'training',
    fast: true,
    provoke: (scene) => scene.open(),
    async recover(scene) {
      const isPlayground = (page: Page) => page.url().includes('task=');
      const first = scene.context.pages().find((page) => page !== scene.tab && isPlayground(page));
      await scene.tab.close();
      scene.tab = first!;
      await scene.keepsOn();
    },
  },
  {
    name: 'second-tab-takes-over',
    does: 'The first tab crashes while a second one watches its run.',
    sees: 'In the second tab: where the run stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    at: 'training',
    async provoke(scene) {
      const first = scene.tab;
      await scene.open();
      await scene.said(ELSEWHERE);
      const second = scene.tab;
      scene.tab = first;
      await scene.crash();
      scene.tab = second;
    },
    recover: (scene) => scene.returnedTool('Go on').click(),
  },
  {
    name: 'two-tabs-train',
    does: 'Two tabs train a run each, at the same time.',
    sees: 'Nothing: each goes on, and both are kept.',
    loses: 'nothing',
    at: 'training',
    async provoke(scene) {
      const first = scene.tab;
      await scene.open('&seed=2');
      await scene.train();
      await until('two runs that train', async () => {
        const runs = await scene.runs();
        return runs.filter(({ status }) => status === 'running').length === 2;
      });
      await scene.tab.close();
      scene.tab = first;
      await first.bringToFront();
    },
  },
  {
    name: 'run-removed-in-another-tab',
    does: 'Another tab wants to clear all runs while this one trains.',
    sees: 'The run that trains here stays, and goes on.',
    loses: 'asked',
    at: 'training',
    async provoke(scene) {
      const first = scene.tab;
      await scene.open('&seed=2');
      await scene.said(ELSEWHERE);
      await scene.button('Clear all runs').click();
      await scene.button(/^Press again to clear/).click();
      await scene.tab.close();
      scene.tab = first;
      await scene.keepsOn();
    },
  },
];
