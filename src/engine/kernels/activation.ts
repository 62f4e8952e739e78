// Activations that stand alone. SwiGLU (Shazeer 2020) is one, since a gate and what it lets through are side by side in
// [N, 2 f]; GELU where adapters add to what goes in or to the gradient:
//   y = g sigmoid(g) u,   du = dy g s,   dg = dy u s (1 + g (1 - s)),   s = sigmoid(g)
// Twins: model/swiglu.ts and model/gelu.ts.
import type { Architecture } from '../../model/architecture.ts';
import { ITEMS, itemIndex, type Kernel } from '../wgsl.ts';
import { gelu } from './matmul.ts';

type ActivationKind = Architecture['mlp']['kind'];

const SIGMOID = `
fn logistic(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(e, 1f, x >= 0f) / (1f + e);
}`;

const declarationsOf = (kind: ActivationKind) => (kind === 'gelu' ? gelu('f32') : SIGMOID);

/** pre [N, f or 2 f]; activated [N, f]. @param living only the rows of a generation that are not finished. */
export function activation(kind: ActivationKind, living: boolean): Kernel {
  return {
    name: `${kind}${living ? ' living' : ''}`,
    bindings: {
      ...(living ? { living: 'read u32' as const } : {}),
      pre: 'read half',
      activated: 'write half',
    },
    sizes: ['width'],
    counted: !living,
    declarations: declarationsOf(kind),
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  // 1. A thread takes a column of a token.
  if (index >= ${living ? 'living[0]' : 'counts.x'} * sizes.width) { return; }
  let row = ${living ? 'living[2u + index / sizes.width]' : 'index / sizes.width'};
  let column = index % sizes.width;
  // 2. ${kind === 'gelu' ? 'GELU of what comes in.' : 'The gate times what it lets through.'}
  ${
    kind === 'gelu'
      ? 'activated[row * sizes.width + column] = half(gelu(f32(pre[row * sizes.width + column])));'
      : `let at = 2u * row * sizes.width + column;
  let gate = f32(pre[at]);
  activated[row * sizes.width + column] = half(gate * logistic(gate) * f32(pre[at + sizes.width]));`
  }`,
  };
}

/** dActive [N, f]; dPre as pre. */
export function activationBackward(kind: ActivationKind): Kernel {
  return {
    name: `${kind} backward`,
    bindings: { pre: 'read half', dActive: 'read f32', dPre: 'write f32' },
    sizes: ['width'],
    counted: true,
    declarations: declarationsOf(kind),
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  // 1. A thread takes a column of a token.
  if (index >= counts.x * sizes.width) { return; }
  let dy = dActive[index];
  // 2. ${kind === 'gelu' ? 'Multiply its gradient by the slope.' : 'Gradients of the gate and of what it lets through.'}
  ${
    kind === 'gelu'
      ? 'dPre[index] = dy * geluSlope(f32(pre[index]));'
      : `let at = 2u * (index / sizes.width) * sizes.width + index % sizes.width;
  let gate = f32(pre[at]);
  let s = logistic(gate);
  dPre[at] = dy * f32(pre[at + sizes.width]) * s * (1f + gate * (1f - s));
  dPre[at + sizes.width] = dy * gate * s;`
  }`,
  };
}
