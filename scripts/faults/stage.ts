// All that faults need: browsers with the run of an earlier visit, and the server that lies.
import { ensureBrowser } from '../lib/browser.mjs';
import { dist, ensureBuild } from '../lib/install.mjs';
import { openBrowsers } from './browsers.ts';
import type { Fault } from './fault.ts';
import { lyingServer } from './lying_server.ts';
import { earlierVisit, type FaultOutcome, playFault } from './play_fault.ts';

export interface Stage {
  play(fault: Fault): Promise<FaultOutcome>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const executablePath = await ensureBrowser();
  ensureBuild();
  const server = await lyingServer(dist);
  const browsers = await openBrowsers(executablePath, (browser) => earlierVisit(browser, server));
  return {
    play: (fault) => playFault(fault, browsers, server),
    async close() {
      await browsers.close();
      await server.close();
    },
  };
}
