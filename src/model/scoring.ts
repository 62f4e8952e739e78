// From the hidden states of the scored slots to the log-probs of their tokens, and back. Prompts do without this
// vocabulary-wide part.
import * as tf from '@tensorflow/tfjs-core';
import type { ScoredWindow } from './batch.ts';
import { VALUE_BIAS, VALUE_WEIGHT } from './parameters.ts';
import { tokenLogProb, tokenLogProbBackward } from './token_log_prob.ts';
import { outputEmbedding, vector, type Weights } from './transformer.ts';

export interface ScoringCache {
  readonly hidden: tf.Tensor2D; // [B * W, d]
  readonly logits: tf.Tensor2D; // [B * W, V]
  readonly oneHot: tf.Tensor2D; // [B * W, V]
}

/** Logits of the scored slots; `hidden` is [B * W, d]. */
export function windowLogits(weights: Weights, hidden: tf.Tensor2D, window: ScoredWindow): tf.Tensor2D {
  const slots = window.index.length;
  const vocabSize = window.oneHot.length / slots;
  const head = outputEmbedding(weights, vocabSize);
  const free = tf.matMul(hidden, tf.transpose(head)) as tf.Tensor2D; // [B * W, V]
  return window.forbidden ? tf.add(free, tf.tensor2d(window.forbidden, [slots, vocabSize])) : free;
}

export function score(weights: Weights, hidden: tf.Tensor2D, window: ScoredWindow) {
  const logits = windowLogits(weights, hidden, window);
  const oneHot = tf.tensor2d(window.oneHot, logits.shape);
  const cache: ScoringCache = { hidden, logits, oneHot };
  return { logProbs: tokenLogProb(logits, oneHot), cache }; // [B * W]
}

/** The value head at the scored slots, [B * W]. */
export function slotValues(weights: Weights, { hidden }: ScoringCache): tf.Tensor1D {
  const column = tf.reshape(vector(weights, VALUE_WEIGHT), [-1, 1]) as tf.Tensor2D;
  return tf.add(tf.reshape(tf.matMul(hidden, column), [-1]), vector(weights, VALUE_BIAS)) as tf.Tensor1D;
}

/** Coefficients of the scored slots, [B * W] each. */
export interface SlotCoefficients {
  readonly logProbs: tf.Tensor1D;
  readonly values?: tf.Tensor1D;
}

/**
 * Gradients of the hidden states [B * W, d], of the tied embedding as the head [V, d], and of the value head's weight
 * and bias [d + 1] if values have coefficients.
 */
export function scoreBackward(weights: Weights, coefficients: SlotCoefficients, cache: ScoringCache) {
  const { hidden, logits, oneHot } = cache;
  const dLogits = tokenLogProbBackward(coefficients.logProbs, logits, oneHot);
  const fromHead = tf.matMul(dLogits, outputEmbedding(weights, logits.shape[1])) as tf.Tensor2D;
  const dValues = coefficients.values && tf.reshape(coefficients.values, [-1, 1]);
  const dHidden: tf.Tensor2D = dValues
    ? tf.add(fromHead, tf.mul(dValues, vector(weights, VALUE_WEIGHT)))
    : fromHead;
  const dValueHead =
    dValues && (tf.concat([tf.sum(tf.mul(dValues, hidden), 0), tf.sum(dValues, 0)]) as tf.Tensor1D);
  return { dHidden, dHead: tf.matMul(dLogits, hidden, true, false), dValueHead };
}
