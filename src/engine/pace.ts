// Cuts a list of operations into submits that are each short on this device. What an operation costs is learned from the
// submits it was in, and scales with its workgroups. A device that is busy for seconds counts as hung, and the page waits.
import type { Operation, Step } from './commands.ts';

/** No submit is meant to take longer. */
const SUBMIT_MS = 250;
/** Operations of unknown cost in one submit. */
const UNKNOWN_AT_ONCE = 8;
/** The host is slow to encode so many; the device starts on the first of them meanwhile. */
const LONG_LIST = 100;
const FIRST_OF_LONG = 12;
/** A single measurement, perhaps one with a pause of the machine in it, changes a known cost by no more. */
const LARGEST_CHANGE = 4;

const workgroups = ({ operation, counts }: Step) => {
  const [x, y, z = 1] = operation.groups(counts);
  return Math.max(1, x * y * z);
};

export class Pace {
  /** Milliseconds a workgroup. */
  private readonly costs = new WeakMap<Operation, number>();

  /** @param submitMs Infinity never splits. */
  constructor(readonly submitMs = SUBMIT_MS) {}

  /** Milliseconds; undefined if an operation was never timed. */
  predicted(steps: readonly Step[]): number | undefined {
    let sum = 0;
    for (const step of steps) {
      const cost = this.costs.get(step.operation);
      if (cost === undefined) return undefined;
      sum += cost * workgroups(step);
    }
    return sum;
  }

  /** Parts in order, each as long as fits a submit; at least one, which may be empty. A long list has a short first one. */
  split(steps: readonly Step[]): Step[][] {
    const parts: Step[][] = [[]];
    if (this.submitMs === Number.POSITIVE_INFINITY) return [[...steps]];
    const ahead = steps.length >= LONG_LIST ? FIRST_OF_LONG : 0;
    let ms = 0;
    for (const [s, step] of steps.entries()) {
      const cost = this.predicted([step]) ?? this.submitMs / UNKNOWN_AT_ONCE;
      if (ms > 0 && (s === ahead || ms + cost > this.submitMs)) {
        parts.push([]);
        ms = 0;
      }
      parts[parts.length - 1].push(step);
      ms += cost;
    }
    return parts;
  }

  /** Learns from a submit of these steps that took `ms`. */
  learn(steps: readonly Step[], ms: number): void {
    const known = this.predicted(steps);
    if (known !== undefined) {
      const ratio = Math.min(LARGEST_CHANGE, Math.max(1 / LARGEST_CHANGE, ms / Math.max(known, 1e-6)));
      for (const operation of new Set(steps.map((step) => step.operation)))
        this.costs.set(operation, this.costs.get(operation)! * Math.sqrt(ratio));
      return;
    }
    const groups = steps.reduce((sum, step) => sum + workgroups(step), 0);
    const capped = Math.min(ms, 8 * this.submitMs);
    for (const { operation } of steps)
      if (!this.costs.has(operation)) this.costs.set(operation, capped / groups);
  }
}
