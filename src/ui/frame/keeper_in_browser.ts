// Keeps runs in this browser, and hears of those that other tabs keep.
import { reasonOf } from '../../errors/reason.ts';
import { browserRuns } from '../../storage/runs/browser_runs.ts';
import { claimedInBrowser, claimInBrowser } from '../../storage/runs/claim.ts';
import { layeredRuns } from '../../storage/runs/layered_runs.ts';
import { newRunKey } from '../../store/keeper_in_memory.ts';
import { RunKeeper, type RunKeeperOptions } from '../../store/run_keeper.ts';

const CHANNEL = 'brain-runs';
const ELSEWHERE_INTERVAL_MS = 3000;

export function keeperInBrowser(act: RunKeeperOptions['act']): RunKeeper {
  const channel = new BroadcastChannel(CHANNEL);
  const lost = (error: unknown) =>
    act({
      type: 'notice',
      message: `Runs will be lost with this tab: the browser does not keep them (${reasonOf(error)}). Save them as files from the list of runs.`,
    });
  const keeper = new RunKeeper({
    store: layeredRuns(browserRuns(), lost),
    claim: claimInBrowser,
    claimed: claimedInBrowser,
    act,
    tell: (key) => channel.postMessage(key),
    newKey: newRunKey,
  });
  channel.addEventListener('message', ({ data }) => void keeper.heard(String(data)));
  // A tab that ends tells nobody.
  const look = () => document.visibilityState === 'visible' && void keeper.lookElsewhere();
  addEventListener('visibilitychange', look);
  setInterval(() => keeper.hasElsewhere && look(), ELSEWHERE_INTERVAL_MS);
  return keeper;
}
