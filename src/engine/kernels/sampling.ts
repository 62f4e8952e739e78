// One draw a row from softmax(z / temperature) by Gumbel-max, and the untempered log-prob of what is drawn:
//   token = argmax_v (z_v / temperature + gumbel_v),   log q = z_token - lse(z)
// The noise is that of random/counter.ts, so the same key draws the same token as on the host. The embedding goes where
// the next token's first layer reads.
// Twins: model/sampling.ts, random/counter.ts.
import { type Kernel, laneIndex, laneWorkgroup, type Tuning } from '../wgsl.ts';
import { LOGITS_PITCH, laneReductions, logitAt, logSumExp } from './token_log_prob.ts';

/**
 * As `pcgHash`, `uniformAt` and `gumbelAt` in random/counter.ts. WGSL's log may be wrong by 2^-21 near 1, which is more
 * than -log u itself at the largest noise, so -log(1 - x) = 2 atanh(x / (2 - x)) is a series there.
 */
export const GUMBEL = `
fn pcgHash(value: u32) -> u32 {
  let state = value * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  return (word >> 22u) ^ word;
}
fn gumbelAt(key: u32, index: u32) -> f32 {
  let drawn = pcgHash(index ^ key) >> 9u;
  let uniform01 = (f32(drawn) + 0.5) / 8388608.0;
  let rest = (f32(8388607u - drawn) + 0.5) / 8388608.0; // 1 - u, exact
  let s = rest / (2.0 - rest);
  let t = s * s;
  let series = 2.0 * s * (1.0 + t * (1.0 / 3.0 + t * (0.2 + t * (1.0 / 7.0 + t * (1.0 / 9.0 + t / 11.0)))));
  return -log(select(-log(uniform01), series, rest < 0.5));
}`;

/** The lane with the best value (the lowest token of equals) gives its token to all. */
export const bestAcross = (lanes: number) =>
  lanes === 1
    ? 'fn bestToken(value: f32, token: u32, lane: u32) -> u32 { return token; }'
    : `
var<workgroup> bestValues: array<f32, ${lanes}>;
var<workgroup> bestTokens: array<u32, ${lanes}>;
fn bestToken(value: f32, token: u32, lane: u32) -> u32 {
  bestValues[lane] = value;
  bestTokens[lane] = token;
  workgroupBarrier();
  for (var reach = ${lanes / 2}u; reach > 0u; reach /= 2u) {
    if (lane < reach) {
      let rival = bestValues[lane + reach];
      let better = rival > bestValues[lane] || (rival == bestValues[lane] && bestTokens[lane + reach] < bestTokens[lane]);
      if (better) {
        bestValues[lane] = rival;
        bestTokens[lane] = bestTokens[lane + reach];
      }
    }
    workgroupBarrier();
  }
  return bestTokens[0];
}`;

/**
 * `prompts`: the first draw, from the logits of each row's prompt [P, V]; `rows`: from the row's own [R, V].
 * @param learned positions have embeddings.
 */
export function sampleToken(from: 'prompts' | 'rows', learned: boolean, tuning: Tuning): Kernel {
  const { lanes } = tuning;
  return {
    name: `sample (${from})`,
    bindings: {
      living: 'read u32',
      rowInfo: 'read u32',
      weights: 'read half',
      logits: 'read f32x4',
      tokens: 'write u32',
      logProbs: 'write f32',
      hidden: 'write half',
    },
    sizes: ['vocabulary', 'width', ...(learned ? ['positionsAt'] : []), 'capacity'],
    scalars: ['temperature'],
    declarations: GUMBEL + laneReductions(tuning) + bestAcross(lanes),
    workgroup: laneWorkgroup(tuning),
    body: `${laneIndex(tuning)}
  if (item >= living[0]) { return; }
  let row = living[2u + item];
  let step = living[1];
  let at = ${from === 'prompts' ? 'rowInfo[4u * row + 1u]' : 'row'} * ${LOGITS_PITCH};
  // 1. Best noisy logit z / temperature + Gumbel noise: of the lane's tokens, then of all lanes.
  let key = pcgHash(step ^ rowInfo[4u * row]);
  var best = -3.0e38;
  var drawn = 0u;
  for (var v = lane; v < sizes.vocabulary; v += ${lanes}u) {
    let noisy = ${logitAt('logits', 'v')} / sizes.temperature + gumbelAt(key, v);
    if (noisy > best) {
      best = noisy;
      drawn = v;
    }
  }
  let token = bestToken(best, drawn, lane);
  // 2. Log-sum-exp of the untempered logits.
  ${logSumExp('logits', 'z', tuning)}
  // 3. Lane 0 writes the token and its log-prob.
  if (lane == 0u) {
    tokens[row * sizes.capacity + step] = token;
    logProbs[row * sizes.capacity + step] = ${logitAt('logits', 'token')} - zLse;
  }
  // 4. Embed the token for the next step.
  ${learned ? 'let position = rowInfo[4u * row + 3u] + step;' : ''}
  for (var j = lane; j < sizes.width; j += ${lanes}u) {
    let embedded = f32(weights[token * sizes.width + j])${learned ? ' + f32(weights[sizes.positionsAt + position * sizes.width + j])' : ''};
    hidden[row * sizes.width + j] = half(embedded);
  }`,
  };
}
