// Drives one run from load to finish over the worker's protocol. A session in Node or the page serves it.
import type { RunConfig } from '../../src/config/schema.ts';
import type { Resumption } from '../../src/session/journal/run_piece.ts';
import type {
  BackendInfo,
  BackendName,
  Command,
  RunStatus,
  WorkerEvent,
} from '../../src/session/protocol.ts';

/** Number of response pairs kept with the run: over the test prompts first, then over seeds. */
const SAMPLES_KEPT = 8;

/** Receives every event and returns the next commands; undefined: the run has ended. */
export class Driver {
  private played = false;
  private viewsWanted: number | undefined;
  private prompts = 1;
  private frontierComplete: boolean;
  /** Something was told that no piece has yet. */
  private untold = true;
  private interrupted = false;

  constructor(
    private readonly config: RunConfig,
    private readonly backend: BackendName,
    private readonly resumption?: Resumption,
  ) {
    this.frontierComplete = resumption?.frontierKnown === true;
  }

  begin(): Command[] {
    const { config, backend, resumption } = this;
    return [{ type: 'load', config, runId: 1, backend, resumption }];
  }

  /** Ends the run after the unit under way; undefined: nothing is under way. */
  interrupt(): Command[] | undefined {
    this.interrupted = true;
    return this.played && this.viewsWanted === undefined ? [{ type: 'advance', unit: 'step' }] : undefined;
  }

  next(event: WorkerEvent): Command[] | undefined {
    if (event.type === 'fault') return undefined;
    if (this.interrupted) return isLastPiece(event) ? undefined : [];
    this.untold =
      event.type !== 'piece' && (this.untold || event.type === 'view' || event.type === 'frontier');
    if (event.type === 'backend' && !this.played) this.check(event.backend);
    if (event.type === 'loaded') this.prompts = event.promptCount;
    if (event.type === 'frontier' && event.complete) this.frontierComplete = true;
    if (event.type === 'view') this.viewsWanted! -= 1;
    if (event.type === 'status' && this.isWaiting(event.status) && !this.played) {
      this.played = true;
      return [{ type: 'play' }];
    }
    if (event.type === 'status' && event.status === 'finished' && this.viewsWanted === undefined) {
      this.viewsWanted = SAMPLES_KEPT;
      return Array.from({ length: SAMPLES_KEPT }, (_, i) => ({
        type: 'view',
        promptIndex: i % this.prompts,
        seed: (this.config.seed + Math.floor(i / this.prompts)) >>> 0,
      }));
    }
    return this.viewsWanted === 0 && this.frontierComplete && !this.untold ? undefined : [];
  }

  /** A run that goes on waits as it was left. */
  private isWaiting(status: RunStatus): boolean {
    return status === 'ready' || (this.resumption !== undefined && status === 'paused');
  }

  /** The page takes what it can get; whoever names a backend here measures it. */
  private check({ name, label, only }: BackendInfo): void {
    if (name !== this.backend && !only)
      throw new Error(
        `invalid backend: ${this.backend} (expected one that opens here, where only ${label} did)`,
      );
  }
}

/** A run that was interrupted is kept once more, after the unit that was under way. */
const isLastPiece = (event: WorkerEvent): boolean =>
  event.type === 'piece' && ['paused', 'finished'].includes(event.piece.status);

interface Connection {
  send(command: Command): void;
  close(): Promise<void>;
}

/** Opens a connection. Events go to `onEvent`, the reason of a break to `onLost`. */
export type Connect = (
  onEvent: (event: WorkerEvent) => void,
  onLost: (error: Error) => void,
) => Promise<Connection>;

/**
 * Resolves when the run has ended, with or without a fault; rejects if the connection is lost.
 * @param interruption ends the run after the unit under way.
 */
export async function drive(
  driver: Pick<Driver, 'begin' | 'next' | 'interrupt'>,
  connect: Connect,
  observe: (event: WorkerEvent) => void,
  interruption?: AbortSignal,
): Promise<void> {
  let connection: Connection | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      // What is told after the end is in no piece.
      let ended = false;
      const follow = (commands: Command[] | undefined) => {
        ended ||= commands === undefined;
        if (commands === undefined) resolve();
        else for (const command of commands) connection?.send(command);
      };
      const onEvent = (event: WorkerEvent) => {
        if (ended) return;
        observe(event);
        try {
          follow(driver.next(event));
        } catch (error) {
          reject(error);
        }
      };
      if (interruption?.aborted) return resolve();
      interruption?.addEventListener('abort', () => follow(driver.interrupt()));
      connect(onEvent, reject).then((opened) => {
        connection = opened;
        for (const command of driver.begin()) opened.send(command);
      }, reject);
    });
  } finally {
    await connection?.close();
  }
}
