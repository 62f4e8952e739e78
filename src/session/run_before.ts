// The run before the current one. It is kept until the current one trains, so that a reset can be undone.
import type { Load, RunStatus } from './protocol.ts';
import type { Run } from './run.ts';

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

  /** Keeps a run in place of the last one. One that has not trained, or cannot go on, is disposed of instead. */
  keep(kept: Kept): void {
    const canGoOn = CAN_GO_ON.includes(kept.status) && kept.run.training.progress.step > 0;
    if (canGoOn) {
      this.drop();
      this.kept = kept;
    } else kept.run.dispose();
  }

  take(): Kept | undefined {
    const { kept } = this;
    this.kept = undefined;
    return kept;
  }

  drop(): void {
    this.take()?.run.dispose();
  }

  /** A failed device took the tensors along, so nothing remains to release. */
  forget(): void {
    this.kept = undefined;
  }
}
