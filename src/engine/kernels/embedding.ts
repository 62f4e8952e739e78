// Token embedding, with that of the position where positions are learned:
//   h_n = wte[token_n] + wpe[position_n]
// Twin: `embed` in model/transformer.ts.
import { ITEMS, itemIndex, type Kernel } from '../wgsl.ts';

/** tokens, positions [N]; weights: wte at 0 and wpe at `positionsAt`; hidden [N, d]. */
export function embedding(learned: boolean): Kernel {
  return {
    name: 'embedding',
    bindings: {
      tokens: 'read u32',
      ...(learned ? { positions: 'read u32' as const } : {}),
      weights: 'read half',
      hidden: 'write half',
    },
    sizes: ['width', ...(learned ? ['positionsAt'] : [])],
    counted: true,
    workgroup: [ITEMS, 1],
    body: `${itemIndex}
  // 1. A thread takes one column of one token.
  if (index >= counts.x * sizes.width) { return; }
  let n = index / sizes.width;
  let column = index % sizes.width;
  // 2. Its element is ${learned ? "the sum of the token's row and the position's row" : "that of the token's row"}.
  let token = f32(weights[tokens[n] * sizes.width + column]);
  ${
    learned
      ? `let position = f32(weights[sizes.positionsAt + positions[n] * sizes.width + column]);
  hidden[index] = half(token + position);`
      : 'hidden[index] = half(token);'
  }`,
  };
}

/**
 * Gradient of both embeddings: dwte[v] += sum of dh_n over the tokens n that read row v, and dwpe alike. An owner is a
 * row that occurs in the batch; it sums over its readers, so no two threads write one number. Twin:
 * `accumulateEmbedding` in model/reference_model.ts.
 */
export const embeddingBackward: Kernel = {
  name: 'embedding backward',
  /** owners [U]: offset of the row; starts [U + 1] into members: token indices; dHidden [N, d]. */
  bindings: {
    owners: 'read u32',
    starts: 'read u32',
    members: 'read u32',
    dHidden: 'read f32',
    gradient: 'write f32',
  },
  sizes: ['width'],
  counted: true,
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  // 1. A thread takes one column of one owner.
  if (index >= counts.z * sizes.width) { return; }
  let owner = index / sizes.width;
  let column = index % sizes.width;
  // 2. Sum the gradients of the tokens that read this row, in their order.
  var sum = 0f;
  for (var m = starts[owner]; m < starts[owner + 1u]; m++) {
    sum += dHidden[members[m] * sizes.width + column];
  }
  // 3. Add the sum to the owner's row in the gradient.
  gradient[owners[owner] + column] += sum;`,
};
