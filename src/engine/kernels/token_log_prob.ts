// From logits z to log-probs of the tokens y and back, without storing probabilities:
//   log q_s = z_s[y_s] - lse_s,   dz_s = c_s (onehot(y_s) - exp(z_s - lse_s))
// Twins: model/token_log_prob.ts; `divergence` in model/reference_model.ts.
import {
  acrossLanes,
  ITEMS,
  itemIndex,
  type Kernel,
  laneArguments,
  laneIndex,
  laneWorkgroup,
  type Tuning,
} from '../wgsl.ts';

/** Numbers from one row of logits to the next, so that rows are whole quads for any vocabulary. */
export const logitsPitch = (vocabulary: number) => Math.ceil(vocabulary / 4) * 4;
/** The same in WGSL. */
export const LOGITS_PITCH = '((sizes.vocabulary + 3u) / 4u * 4u)';

/** WGSL that leaves `highest` and `lse` of row `item` of a buffer of logits. */
export const logSumExp = (logits: string, prefix: string, tuning: Tuning) => `
  var ${prefix}Highest = -3.0e38;
  for (var v = lane; v < sizes.vocabulary; v += ${tuning.lanes}u) { ${prefix}Highest = max(${prefix}Highest, ${logits}[at + v]); }
  ${prefix}Highest = largest(${prefix}Highest, ${laneArguments(tuning)});
  var ${prefix}Sum = 0f;
  for (var v = lane; v < sizes.vocabulary; v += ${tuning.lanes}u) { ${prefix}Sum += exp(${logits}[at + v] - ${prefix}Highest); }
  let ${prefix}Lse = ${prefix}Highest + log(total(${prefix}Sum, ${laneArguments(tuning)}));`;

export const laneReductions = (tuning: Tuning) =>
  acrossLanes('total', 'sum', tuning) + acrossLanes('largest', 'max', tuning);

const rowKernel = (tuning: Tuning, kernel: Pick<Kernel, 'name' | 'bindings' | 'body'>): Kernel => ({
  ...kernel,
  sizes: ['vocabulary'],
  counted: true,
  declarations: laneReductions(tuning),
  workgroup: laneWorkgroup(tuning),
  body: `${laneIndex(tuning)}
  if (item >= counts.y) { return; }
  let at = item * ${LOGITS_PITCH};
  let slot = counts.w + item;
  ${kernel.body}`,
});

/** logits [rows, V] at the pitch, of the slots from counts.w on; targets, logProbs, logSum [S]. */
export function tokenLogProb(tuning: Tuning): Kernel {
  return rowKernel(tuning, {
    name: 'token log-prob',
    bindings: { logits: 'read f32', targets: 'read u32', logProbs: 'write f32', logSum: 'write f32' },
    body: `
  // 1. Log-sum-exp of the row's logits.
  ${logSumExp('logits', 'z', tuning)}
  // 2. Lane 0 writes the target's log-prob, and the log-sum for the backward pass.
  if (lane == 0u) {
    logProbs[slot] = logits[at + targets[slot]] - zLse;
    logSum[slot] = zLse;
  }`,
  });
}

/** coefficients [S]; the gradient takes the place of the logits [rows, V]. */
export const tokenLogProbBackward: Kernel = {
  name: 'token log-prob backward',
  bindings: { targets: 'read u32', coefficients: 'read f32', logSum: 'read f32', logits: 'write f32x4' },
  sizes: ['vocabulary'],
  counted: true,
  workgroup: [ITEMS, 1],
  body: `${itemIndex}
  let quads = (sizes.vocabulary + 3u) / 4u;
  if (index >= counts.y * quads) { return; }
  // 1. A thread takes four logits of one slot.
  let slot = counts.w + index / quads;
  let tokens = index % quads * 4u + vec4u(0u, 1u, 2u, 3u);
  // 2. Replace each by its gradient: 1 at the target minus the probability, times the coefficient; 0 beyond the row.
  let hit = select(vec4f(0f), vec4f(1f), tokens == vec4u(targets[slot]));
  let gradient = coefficients[slot] * (hit - exp(logits[index] - logSum[slot]));
  logits[index] = select(vec4f(0f), gradient, tokens < vec4u(sizes.vocabulary));`,
};

/** log softmax in place, [rows, V]. */
export function logSoftmax(tuning: Tuning): Kernel {
  return rowKernel(tuning, {
    name: 'log-softmax',
    bindings: { logits: 'write f32' },
    body: `
  // 1. Log-sum-exp of the row's logits.
  ${logSumExp('logits', 'z', tuning)}
  // 2. Subtract it from every logit.
  for (var v = lane; v < sizes.vocabulary; v += ${tuning.lanes}u) { logits[at + v] -= zLse; }`,
  });
}

/** KL(q, p) and the entropy of q at every slot, in nats: q from `logits`, p from `others`. Result [S, 2]. */
export function divergence(tuning: Tuning): Kernel {
  return rowKernel(tuning, {
    name: 'divergence',
    bindings: { logits: 'read f32', others: 'read f32', result: 'write f32' },
    body: `
  // 1. Log-sum-exp of both rows of logits.
  ${logSumExp('logits', 'q', tuning)}
  ${logSumExp('others', 'p', tuning)}
  // 2. Sum q (log q - log p) and -q log q over the vocabulary.
  var kl = 0f;
  var entropy = 0f;
  for (var v = lane; v < sizes.vocabulary; v += ${tuning.lanes}u) {
    let logQ = logits[at + v] - qLse;
    let mass = exp(logQ);
    kl += mass * (logQ - (others[at + v] - pLse));
    entropy -= mass * logQ;
  }
  kl = total(kl, ${laneArguments(tuning)});
  entropy = total(entropy, ${laneArguments(tuning)});
  // 3. Lane 0 writes both.
  if (lane == 0u) {
    result[2u * slot] = kl;
    result[2u * slot + 1u] = entropy;
  }`,
  });
}
