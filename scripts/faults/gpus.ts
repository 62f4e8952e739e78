// Graphics cards that fail, are absent, or are refused.
import type { Fault } from './fault.ts';
import { ENDLESS, type Scene } from './scene.ts';
import { RETURNED } from './sentences.ts';

const ON_GPU = ENDLESS.replace('backend=cpu', 'backend=webgpu');

const crashesGpu = async ({ context }: Scene): Promise<void> => {
  const cdp = await context.browser()!.newBrowserCDPSession();
  await cdp.send('Browser.crashGpuProcess').catch(() => {}); // nobody is left to answer
};

const GOES_ON = /The run goes on from its last state on/;
const onGpu = { at: 'training', browser: 'gpu', query: ON_GPU } as const;

export const gpus: readonly Fault[] = [
  {
    ...onGpu,
    name: 'gpu-process-crashes',
    does: 'The browser’s graphics process dies while the run trains on it.',
    sees: 'That the run goes on from its last state, and on what.',
    says: GOES_ON,
    loses: 'seconds',
    provoke: crashesGpu,
  },
  {
    ...onGpu,
    name: 'gpu-process-crashes-again',
    does: 'The graphics process dies again and again.',
    sees: 'That the run goes on from its last state on the CPU.',
    says: /The run goes on from its last state on (the )?CPU/,
    loses: 'seconds',
    async provoke(scene) {
      for (let time = 0; time < 4; time++) {
        await crashesGpu(scene);
        await scene.said(GOES_ON);
        const step = (await scene.shownStep()) ?? 0;
        await scene.reaches(step + 1);
      }
    },
  },
  {
    ...onGpu,
    name: 'gpu-process-crashes-while-paused',
    does: 'The graphics process dies while the run is paused.',
    sees: 'That the run goes on from its last state, and on what.',
    says: GOES_ON,
    loses: 'nothing',
    at: 'paused',
    provoke: crashesGpu,
  },
  {
    ...onGpu,
    name: 'gpu-tab-crashes',
    does: 'The process of the tab dies while the run trains on the graphics card.',
    sees: 'Which run it was, where it stands, and “Go on”.',
    says: RETURNED,
    loses: 'seconds',
    async provoke(scene) {
      await scene.crash();
      await scene.comeBack();
    },
  },
  {
    name: 'gpu-absent',
    does: 'A link asks for a graphics card that this machine does not have.',
    sees: 'That it computes on the CPU, and why.',
    says: /CPU/,
    loses: 'nothing',
    at: 'before the page',
    query: ON_GPU,
    provoke: (scene) => scene.open(),
  },
];
