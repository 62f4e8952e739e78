// After a device failed: three fresh devices, then the CPU. What a fresh device would fail at again goes to the CPU at once.
import { fallbackOf } from './backend.ts';
import type { BackendName, FaultCode } from './protocol.ts';

const FRESH_DEVICES = 3;

const HOPELESS: readonly FaultCode[] = ['out-of-memory', 'shader-failed'];

export class Recovery {
  private used = 0;

  /** @param most fresh devices before the CPU; 0 leaves the choice to the visitor. */
  constructor(private readonly most = FRESH_DEVICES) {}

  /** For a new run. */
  reset(): void {
    this.used = 0;
  }

  /** Where to go on; undefined where the visitor has to say. */
  next(name: BackendName, code: FaultCode): BackendName | undefined {
    if (this.most === 0 || name !== 'webgpu') return undefined;
    if (this.used >= this.most || HOPELESS.includes(code)) return fallbackOf(name);
    this.used++;
    return name;
  }

  /** What is said of it. */
  sentence(target: BackendName): string {
    return target === 'webgpu'
      ? `The run goes on from its last state on a fresh device (${this.used} of ${this.most}).`
      : 'The run goes on from its last state on the CPU.';
  }
}
