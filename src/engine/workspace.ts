// The buffers and operations for batches up to a size: forward, and backward for a model with a gradient.

import type { Counts, PackedBatch } from '../model/packing.ts';
import { Backward } from './backward.ts';
import { type Step, stepsOf } from './commands.ts';
import { Head } from './head.ts';
import type { FindPlace, ModelParts } from './model_parts.ts';
import type { Arena } from './operation.ts';
import { Trunk } from './trunk.ts';

/** Trunk and head for batches of up to so many tokens and slots. */
export class Workspace {
  readonly head: Head;
  readonly backward?: Backward;

  constructor(
    readonly arena: Arena,
    parts: ModelParts,
    readonly tokens: number,
    readonly slots: number,
    /** Where a parameter's gradient is. Absent for forward only, which keeps no layer's activations. */
    gradientOf?: FindPlace,
  ) {
    const trunk = new Trunk(arena, parts, tokens, gradientOf ? 'all' : 'none');
    this.head = new Head(trunk, slots);
    if (gradientOf) this.backward = new Backward(this.head, gradientOf);
  }

  write(batch: PackedBatch): void {
    this.head.trunk.write(batch);
    this.head.write(batch);
  }

  /** Computes the log-probs of the slots. */
  logProbSteps(counts: Counts): Step[] {
    const { head } = this;
    return [
      ...this.trunkSteps(counts),
      ...head
        .partsFor(counts)
        .flatMap((part) => stepsOf([part.logits, part.tokenLogProb], head.partCounts(counts, part))),
    ];
  }

  trunkSteps(counts: Counts): Step[] {
    return stepsOf([...this.head.trunk.operations, this.head.finalNorm], counts);
  }
}

/** The most tokens that predict something, and the most slots, of a batch of this shape. */
export const capacityOf = ({ rows, length, window }: { rows: number; length: number; window: number }) => ({
  tokens: Math.max(1, rows * (length - 1)),
  slots: Math.max(1, rows * window),
});
