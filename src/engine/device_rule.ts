// A method's rule on the device, bound to the workspace whose log-probs it reads and whose coefficients it writes.
import type { StepRule, TokenBatch } from '../model/language_model.ts';
import type { PackedBatch } from '../model/packing.ts';
import type { Gpu } from './gpu.ts';
import { laneGroups } from './gpu.ts';
import { type DeclaredRule, pushes, rowFigures } from './kernels/pushes.ts';
import { Arena, type BoundOperation, uniformValues } from './operation.ts';
import type { Kernel } from './wgsl.ts';
import type { Workspace } from './workspace.ts';

const tokenNames = ({ groups }: StepRule) => Object.keys(groups[0]?.tokenFigures ?? {});

const declaredRule = (rule: StepRule): DeclaredRule => ({
  formula: rule.formula,
  tokenFigures: tokenNames(rule),
});

export const ruleKernel = (gpu: Gpu, rule: StepRule): Kernel => pushes(declaredRule(rule), gpu.tuning);

/** First row of each group, then first slot of each row, with one past the last of both: [G + 1 + B + 1]. */
export function ruleStarts({ groups }: StepRule, batch: TokenBatch, { place }: PackedBatch) {
  const rowSlots = new Uint32Array(batch.rows);
  for (const at of place) rowSlots[Math.floor(at / batch.length)]++;
  const upTo = (sizes: ArrayLike<number>) => {
    const starts = [0];
    for (let i = 0; i < sizes.length; i++) starts.push(starts[i] + sizes[i]);
    return starts;
  };
  const groupRows = groups.map(({ rows }) => rows);
  return Uint32Array.from([...upTo(groupRows), ...upTo(rowSlots)]);
}

/** A line a row: 1 where there is something to learn, then the formula's figures. */
export function ruleFigures(rule: StepRule): Float32Array<ArrayBuffer> {
  const names = rowFigures(declaredRule(rule));
  return Float32Array.from(
    rule.groups.flatMap(({ rows, figures }) =>
      Array.from({ length: rows }, (_, i) => [
        figures ? 1 : 0,
        ...names.map((name) => {
          const values = figures?.[name] ?? 0;
          return typeof values === 'number' ? values : values[i];
        }),
      ]).flat(),
    ),
  );
}

/** A line a slot: the figures of its token. */
export function ruleTokenFigures(rule: StepRule): Float32Array<ArrayBuffer> {
  const names = tokenNames(rule);
  return Float32Array.from(
    rule.groups.flatMap(({ rows, tokenFigures }) =>
      Array.from({ length: rows }, (_, i) => {
        const columns = names.map((name) => tokenFigures![name][i]);
        return (columns[0] ?? []).flatMap((_, t) => columns.map((column) => column[t]));
      }).flat(),
    ),
  );
}

export class DeviceRule {
  private readonly operation: BoundOperation;
  private readonly starts: GPUBuffer;
  private readonly figures: GPUBuffer;
  private readonly tokenFigures: GPUBuffer;
  private readonly arena: Arena;
  /** Of the batch at hand. */
  private groups = 0;

  constructor(
    private readonly gpu: Gpu,
    readonly kernel: Kernel,
    rule: StepRule,
    readonly workspace: Workspace,
    refusals: GPUBuffer,
    /** Rows of a batch, at most. */
    readonly rows: number,
  ) {
    const arena = new Arena(gpu);
    this.arena = arena;
    const declared = declaredRule(rule);
    this.starts = arena.numbers('starts', 2 * rows + 2);
    this.figures = arena.numbers('figures', rows * (1 + rowFigures(declared).length));
    this.tokenFigures = arena.numbers('token figures', declared.tokenFigures.length * workspace.slots);
    const { logProbs } = workspace.head;
    const { coefficients } = workspace.backward!;
    this.operation = arena.bind(kernel, {
      buffers: {
        logProbs,
        starts: this.starts,
        figures: this.figures,
        tokenFigures: this.tokenFigures,
        rows: arena.numbers('row log-probs', rows),
        coefficients,
        refusals,
      },
      values: { groups: 0, averaged: 0, share: 0 },
      groups: () => laneGroups(this.groups, gpu.tuning),
    });
  }

  /** Sends the rule's figures ahead, and gives the operation over its groups. */
  write(rule: StepRule, batch: TokenBatch, packed: PackedBatch): BoundOperation {
    const { queue } = this.gpu.device;
    const groups = rule.groups.length;
    queue.writeBuffer(this.starts, 0, ruleStarts(rule, batch, packed));
    queue.writeBuffer(this.figures, 0, ruleFigures(rule));
    const ofTokens = ruleTokenFigures(rule);
    if (ofTokens.length > 0) queue.writeBuffer(this.tokenFigures, 0, ofTokens);
    const values = { groups, averaged: rule.reduction === 'mean' ? 1 : 0, share: 1 / groups };
    queue.writeBuffer(this.operation.uniform!, 0, uniformValues(this.kernel, values));
    this.groups = groups;
    return this.operation;
  }

  dispose(): void {
    this.arena.dispose();
  }
}
