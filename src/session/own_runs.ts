// Opens a visitor's files in the worker that computes their runs.
import { type RewardPort, scorerThrough } from '../own/reward/reward_port.ts';
import { type OpenedSetup, openSetup } from '../own/workshop/open_setup.ts';
import type { OwnSetup } from '../own/workshop/own_setup.ts';

/** Asks to open files, with a port that rates responses by their rule. */
export interface OpenOwnFiles {
  readonly type: 'own-files';
  readonly setup: OwnSetup;
  readonly port: RewardPort;
}

/** The files' fingerprint for the settings of runs, and what to know of them; or why they are not opened. */
export type OwnFilesEvent =
  | ({ readonly type: 'own-files' } & OpenedSetup)
  | { readonly type: 'own-files'; readonly problem: string };

/** Rejects with a sentence where they are not read. */
export async function openOwnFiles({ setup, port }: OpenOwnFiles): Promise<OwnFilesEvent> {
  return { type: 'own-files', ...(await openSetup(setup, scorerThrough(port))) };
}
