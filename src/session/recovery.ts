// Recovery from a device failure: three fresh devices, then the CPU. Failures that would repeat go straight to the CPU.
// What computes afterwards is said once it computes, since a fresh device may not be had.
import { type BackendFailure, fallbackOf } from './backend.ts';
import type { Desk } from './desk.ts';
import { DeviceFailure } from './failures.ts';
import type { BackendInfo, BackendName, FaultCode, WorkerEvent } from './protocol.ts';

const FRESH_DEVICES = 3;

const HOPELESS: readonly FaultCode[] = ['out-of-memory', 'shader-failed'];

interface Failed extends BackendFailure {
  readonly diagnostics?: string;
}

export class Recovery {
  private used = 0;
  private failed?: Failed;
  private isNewRun = false;

  /** @param most number of fresh devices before the CPU; 0 leaves the choice to the visitor. */
  constructor(
    private readonly emit: (event: WorkerEvent) => void,
    private readonly most = FRESH_DEVICES,
  ) {}

  /** Resets the count for a new run. */
  reset(): void {
    this.used = 0;
    this.isNewRun = true;
  }

  /** Whether the run goes on by itself, or as the visitor has already chosen. Otherwise a choice must be offered. */
  goesOn(error: unknown, desk: Desk, name?: BackendName, diagnostics?: string): boolean {
    if (error instanceof DeviceFailure && desk.hasChoice) return true;
    const target = error instanceof DeviceFailure && name && this.next(name, error.failure.code);
    if (!target) {
      this.tell();
      return false;
    }
    this.failed = { ...error.failure, diagnostics };
    this.isNewRun = false;
    desk.putFirst({ type: 'switch', backend: target });
    return true;
  }

  /** The backend to resume on; undefined if the visitor must choose. */
  next(name: BackendName, code: FaultCode): BackendName | undefined {
    if (this.most === 0 || name !== 'webgpu') return undefined;
    if (this.used >= this.most || HOPELESS.includes(code)) return fallbackOf(name);
    this.used++;
    return name;
  }

  /** Tells what failed, and what really computes now. */
  activated({ name, label }: BackendInfo): void {
    const where = name === 'webgpu' ? `a fresh device, ${label} (${this.used} of ${this.most})` : label;
    this.tell(
      this.isNewRun
        ? `The next run computes on ${label}.`
        : `The run goes on from its last state on ${where}.`,
    );
  }

  /** Tells what failed, where nothing could take its place. */
  private tell(outcome = ''): void {
    if (!this.failed) return;
    const { code, message, diagnostics } = this.failed;
    this.failed = undefined;
    this.emit({ type: 'notice', message: `${message} ${outcome}`.trim(), diagnostics, code });
  }
}
