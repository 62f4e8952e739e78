// The visitor's files that the page's runs are made of: each worker that computes such a run is sent them anew.
import type { OwnSetup } from '../own/workshop/own_setup.ts';
import type { OpenOwnFiles } from '../session/own_runs.ts';

interface InUse {
  readonly setup: OwnSetup;
  /** A port that asks what rates. */
  readonly rewardPort: () => MessagePort;
}

let inUse: InUse | undefined;

export function keepOwnFiles(files: InUse): void {
  inUse = files;
}

/** Sends the files, with a way to what rates; false if there are none. */
export function sendOwnFiles(to: Worker): boolean {
  if (!inUse) return false;
  const { setup, rewardPort } = inUse;
  const port = rewardPort();
  to.postMessage({ type: 'own-files', setup, port } satisfies OpenOwnFiles, [port]);
  return true;
}
