// Runs of a visitor's own files on the page: which files were read in this visit, and which kept run waits for its own.
import { createStore } from 'zustand/vanilla';
import type { RunConfig } from '../config/schema.ts';
import type { OwnNeeds } from '../own/workshop/own_needs.ts';
import type { OwnRunFiles } from '../own/workshop/own_setup.ts';
import type { OwnFilesEvent } from '../session/own_runs.ts';

export type OpenSetup = (setup: OwnRunFiles) => Promise<OwnFilesEvent>;

/** A kept run that goes on once its files are given. */
export interface WaitingRun {
  readonly runId: number;
  /** Absent: it was kept without a list of its files. */
  readonly needs?: OwnNeeds;
}

interface OwnRunsState {
  readonly waiting?: WaitingRun;
}

export class OwnRuns {
  readonly store = createStore<OwnRunsState>(() => ({}));
  private readonly read = new Map<string, OwnNeeds>();

  /** @param openSetup absent: no worker computes such runs here. */
  constructor(private readonly openSetup?: OpenSetup) {}

  /** Has the worker of runs read the files. */
  async open(setup: OwnRunFiles): Promise<OwnFilesEvent> {
    const event = (await this.openSetup?.(setup)) ?? {
      type: 'own-files',
      problem: 'no worker computes here',
    };
    if ('id' in event) this.read.set(event.id, event.needs);
    return event;
  }

  /** What is kept with a run of these settings. */
  needsOf({ task, own }: RunConfig): OwnNeeds | undefined {
    return task === 'own' ? this.read.get(own) : undefined;
  }

  /** Whether nothing is missing for a run of these settings. */
  hasFilesOf({ task, own }: RunConfig): boolean {
    return task !== 'own' || this.read.has(own);
  }

  /** Absent: none waits any more. */
  wait(waiting?: WaitingRun): void {
    this.store.setState({ waiting });
  }
}
