// Adds the parts of a split sum: of a weight gradient, each over a share of the tokens, and of the final hidden states'
// gradient, each over a share of the vocabulary:
//   dW_e += sum_s parts[s, e],   dh_e = sum_s parts[s, e]
// Twin: `denseBackward` in model/dense.ts, which sums all tokens at once.
import { elementsOf } from '../elements.ts';
import { foldedGroups } from '../gpu.ts';
import { itemIndexOf, type Kernel, unroll, WIDE_ITEMS } from '../wgsl.ts';

/** Parts that are read before the first of them is added. */
const AT_ONCE = 4;

/**
 * parts [slices, stride]: weights, then biases. For `rows`, whose place the sums take, there are no biases.
 * @param quads both are whole quads, in the gradient too.
 */
export function addParts(quads: boolean, into: 'gradient' | 'rows' = 'gradient'): Kernel {
  const { each, x4, declarations } = elementsOf(quads);
  const ofRows = into === 'rows';
  return {
    name: ofRows ? 'add parts of rows' : 'add parts',
    bindings: { parts: `read f32${x4}`, gradient: `write f32${x4}` },
    sizes: ['at', ...(ofRows ? [] : ['biasAt']), 'weights', 'stride', 'slices'],
    declarations,
    workgroup: [WIDE_ITEMS, 1],
    body: `${itemIndexOf(WIDE_ITEMS)}
  let stride = sizes.stride / ${each}u;
  let weights = sizes.weights / ${each}u;
  if (index >= stride) { return; }
  // 1. Sum one ${quads ? 'quad' : 'element'} over all parts, in order: read ${AT_ONCE} of them at a time, then add those there are.
  var sum = Real();
  let last = sizes.slices - 1u;
  for (var s = 0u; s < sizes.slices; s += ${AT_ONCE}u) {
    ${unroll(AT_ONCE, (k) => `let part${k} = parts[min(s + ${k}u, last) * stride + index];`)}
    ${unroll(AT_ONCE, (k) => `sum += select(Real(), part${k}, s + ${k}u < sizes.slices);`)}
  }
  // 2. ${ofRows ? 'Put it in its place.' : 'Add it to the gradient of the weight or of the bias.'}
  if (index < weights) { gradient[sizes.at / ${each}u + index] ${ofRows ? '=' : '+='} sum; }
  ${ofRows ? '' : `else { gradient[sizes.biasAt / ${each}u + index - weights] += sum; }`}`,
  };
}

export const addPartsGroups = (stride: number, quads: boolean) =>
  foldedGroups(stride / elementsOf(quads).each, WIDE_ITEMS);
