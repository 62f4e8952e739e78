// The operations of a block that differ between architectures: which norm, which heads, which positions.
import type { CpuKernels } from './kernels.ts';
import type { Weights } from './weights.ts';

export interface NormFlow {
  readonly from: number;
  readonly to: number;
  /** Kept for the way back, [rows, 2]. */
  readonly stats: number;
  readonly rows: number;
  /** Whole numbers: the row of `from` for every row of `to`; 0: the same. */
  readonly rowsOf?: number;
}

/** @param name of its parameters, without `.weight`. */
export function normalise(
  k: CpuKernels,
  w: Weights,
  name: string,
  { from, to, stats, rows, rowsOf = 0 }: NormFlow,
): void {
  const { kind, epsilon } = w.architecture.norm;
  const gain = w.at(`${name}.weight`);
  if (kind === 'layer')
    k.layerNorm(from, gain, w.at(`${name}.bias`), to, stats, rows, w.width, w.ld, rowsOf, epsilon);
  else k.rmsNorm(from, gain, to, stats, rows, w.width, w.ld, rowsOf, epsilon);
}

export interface NormGradientFlow {
  readonly from: number;
  /** Gradient of what the norm returned. */
  readonly dTo: number;
  readonly stats: number;
  /** Its own gradient is added there. */
  readonly dFrom: number;
  readonly rows: number;
  readonly rowsOf?: number;
  /** Of the parameters. */
  readonly gradient: number;
}

export function normaliseBackward(
  k: CpuKernels,
  w: Weights,
  name: string,
  { from, dTo, stats, dFrom, rows, rowsOf = 0, gradient }: NormGradientFlow,
): void {
  const gain = w.at(`${name}.weight`);
  const dGain = w.normGradientAt(gradient, `${name}.weight`);
  if (w.architecture.norm.kind === 'layer') {
    const dBias = w.normGradientAt(gradient, `${name}.bias`);
    k.layerNormBackward(from, dTo, gain, stats, dFrom, dGain, dBias, rows, w.width, w.ld, rowsOf);
  } else k.rmsNormBackward(from, dTo, gain, stats, dFrom, dGain, rows, w.width, w.ld, rowsOf);
}

/** Tells the attention kernels about the heads of a layer. */
export function setHeads(k: CpuKernels, { architecture, config }: Weights, layer: number): void {
  const { kvHeads, headWidth, attentionScale, windows } = architecture;
  k.setHeads(config.heads, kvHeads, headWidth, attentionScale, windows?.[layer] ?? 0);
}

/** Turns queries and keys to their positions, or their gradients back, in place. */
export function rotateHeads(
  k: CpuKernels,
  { architecture, config, rotation, lengths }: Weights,
  { qkv, positions, rows }: { readonly qkv: number; readonly positions: number; readonly rows: number },
  direction: 1 | -1,
): void {
  if (!rotation) return;
  const { kvHeads, headWidth } = architecture;
  const heads = config.heads + kvHeads;
  k.rotate(qkv, lengths.qkv, positions, rotation.cos, rotation.sin, rows, heads, headWidth, direction);
}
