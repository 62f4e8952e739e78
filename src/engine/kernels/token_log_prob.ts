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
  range,
  type Tuning,
  unroll,
} from '../wgsl.ts';

/** Numbers from one row of logits to the next, so that rows are whole quads for any vocabulary. */
export const logitsPitch = (vocabulary: number) => Math.ceil(vocabulary / 4) * 4;
/** The same in WGSL. */
export const LOGITS_PITCH = '((sizes.vocabulary + 3u) / 4u * 4u)';

/** Quads of logits that a lane reads before it uses the first. */
const AT_ONCE = 4;

/** The logit of token `v` in a buffer of quads, of the row that starts at number `at`. */
export const logitAt = (logits: string, v: string) => `${logits}[(at + ${v}) / 4u][${v} % 4u]`;
/** Which numbers of the row's quad `q` are logits of a token; what lies behind the last may be anything. */
const insideRow = (q: string) => `(4u * (${q}) + vec4u(0u, 1u, 2u, 3u) < vec4u(sizes.vocabulary))`;
const rowQuads = '(sizes.vocabulary + 3u) / 4u';

/**
 * WGSL that leaves `Highest` and `Lse` of the row that starts at number `at` of a buffer of quads of logits. It reads the
 * row once: a lane keeps its highest logit, and rescales its sum of exponentials whenever that rises.
 */
export const logSumExp = (logits: string, prefix: string, tuning: Tuning) => {
  const { lanes } = tuning;
  const atOnce = (line: (k: number) => string) => unroll(AT_ONCE, line);
  const quad = (k: number) => `q + ${k * lanes}u`;
  const highest = range(AT_ONCE).reduce((before, k) => `max(${before}, z${k})`, `vec4f(${prefix}Own)`);
  return `
  var ${prefix}Own = -3.0e38;
  var ${prefix}Sum = 0f;
  for (var q = lane; q < ${rowQuads}; q += ${AT_ONCE * lanes}u) {
    ${atOnce((k) => `let read${k} = ${logits}[at / 4u + min(${quad(k)}, ${rowQuads} - 1u)];`)}
    ${atOnce((k) => `let z${k} = select(vec4f(-3.0e38), read${k}, ${insideRow(quad(k))});`)}
    let four = ${highest};
    let higher = max(max(four.x, four.y), max(four.z, four.w));
    let terms = ${range(AT_ONCE)
      .map((k) => `exp(z${k} - higher)`)
      .join(' + ')};
    ${prefix}Sum = ${prefix}Sum * exp(${prefix}Own - higher) + dot(terms, vec4f(1f));
    ${prefix}Own = higher;
  }
  let ${prefix}Highest = largest(${prefix}Own, ${laneArguments(tuning)});
  ${prefix}Sum *= exp(${prefix}Own - ${prefix}Highest);
  let ${prefix}Lse = ${prefix}Highest + log(total(${prefix}Sum, ${laneArguments(tuning)}));`;
};

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
    bindings: { logits: 'read f32x4', targets: 'read u32', logProbs: 'write f32', logSum: 'write f32' },
    body: `
  // 1. Log-sum-exp of the row's logits.
  ${logSumExp('logits', 'z', tuning)}
  // 2. Lane 0 writes the target's log-prob, and the log-sum for the backward pass.
  if (lane == 0u) {
    let token = targets[slot];
    logProbs[slot] = ${logitAt('logits', 'token')} - zLse;
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
    bindings: { logits: 'write f32x4' },
    body: `
  // 1. Log-sum-exp of the row's logits.
  ${logSumExp('logits', 'z', tuning)}
  // 2. Subtract it from every logit.
  for (var q = lane; q < ${rowQuads}; q += ${tuning.lanes}u) { logits[at / 4u + q] -= zLse; }`,
  });
}

/** KL(q, p) and the entropy of q at every slot, in nats: q from `logits`, p from `others`. Result [S, 2]. */
export function divergence(tuning: Tuning): Kernel {
  return rowKernel(tuning, {
    name: 'divergence',
    bindings: { logits: 'read f32x4', others: 'read f32x4', result: 'write f32' },
    body: `
  // 1. Log-sum-exp of both rows of logits.
  ${logSumExp('logits', 'q', tuning)}
  ${logSumExp('others', 'p', tuning)}
  // 2. Sum q (log q - log p) and -q log q over the vocabulary.
  var kl = 0f;
  var entropy = 0f;
  for (var q = lane; q < ${rowQuads}; q += ${tuning.lanes}u) {
    let inside = ${insideRow('q')};
    let logQ = select(vec4f(), logits[at / 4u + q] - qLse, inside);
    let logP = select(vec4f(), others[at / 4u + q] - pLse, inside);
    let mass = select(vec4f(), exp(logQ), inside);
    kl += dot(mass, logQ - logP);
    entropy -= dot(mass, logQ);
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
