// The run before the current one. It is kept until the current one trains, so that a reset can be undone.
import type { ActiveBackend } from './backend.ts';
import { DeviceFailure } from './failures.ts';
import type { Load, RunStatus } from './protocol.ts';
import type { Run } from './run.ts';
import { Replaced } from './waits.ts';

interface Kept {
  readonly run: Run;
  readonly status: RunStatus;
  readonly load: Load;
}

const CAN_GO_ON: readonly RunStatus[] = ['running', 'paused', 'finished'];

export const RUN_IS_GONE =
  'The run before cannot go on, because its device is gone. Its curves stay in the charts.';

export class RunBefore {
  private kept?: Kept;

  /** @param tell is told which run is kept, whenever that changes; undefined: none. */
  constructor(private readonly tell: (runId: number | undefined) => void) {}

  /** Keeps a run in place of the last one. One that has not trained, or cannot go on, is disposed of instead. */
  keep(kept: Kept): void {
    const canGoOn = CAN_GO_ON.includes(kept.status) && kept.run.training.progress.step > 0;
    (canGoOn ? this.kept : kept)?.run.dispose();
    this.put(canGoOn ? kept : this.kept);
  }

  take(): Kept | undefined {
    const { kept } = this;
    this.put(undefined);
    return kept;
  }

  /** Returns whether one was kept. */
  drop(): boolean {
    const kept = this.take();
    kept?.run.dispose();
    return kept !== undefined;
  }

  /** Does work; where it fails, once more without the kept run, which may hold the memory that the work lacks. */
  async makingRoom<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DeviceFailure || error instanceof Replaced || !this.drop()) throw error;
      return work();
    }
  }

  /** The run before goes with the device that holds its tensors. */
  leave(device: ActiveBackend | undefined): void {
    if (!device) return;
    this.drop();
    device.release();
  }

  /** A failed device took the tensors along, so nothing remains to release. */
  forget(): void {
    this.put(undefined);
  }

  private put(kept: Kept | undefined): void {
    const last = this.kept;
    this.kept = kept;
    if (kept !== last) this.tell(kept?.run.id);
  }
}
