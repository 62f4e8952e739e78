// Recovery from a device failure: three fresh devices, then the CPU. Failures that would repeat go straight to the CPU.
import { fallbackOf } from './backend.ts';
import type { BackendName, FaultCode } from './protocol.ts';

const FRESH_DEVICES = 3;

const HOPELESS: readonly FaultCode[] = ['out-of-memory', 'shader-failed'];

export class Recovery {
  private used = 0;

  /** @param most number of fresh devices before the CPU; 0 leaves the choice to the visitor. */
  constructor(private readonly most = FRESH_DEVICES) {}

  /** Resets the count for a new run. */
  reset(): void {
    this.used = 0;
  }

  /** The backend to resume on; undefined if the visitor must choose. */
  next(name: BackendName, code: FaultCode): BackendName | undefined {
    if (this.most === 0 || name !== 'webgpu') return undefined;
    if (this.used >= this.most || HOPELESS.includes(code)) return fallbackOf(name);
    this.used++;
    return name;
  }

  /** The notice for the visitor. */
  sentence(target: BackendName): string {
    return target === 'webgpu'
      ? `The run goes on from its last state on a fresh device (${this.used} of ${this.most}).`
      : 'The run goes on from its last state on the CPU.';
  }
}
