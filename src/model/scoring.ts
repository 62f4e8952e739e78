// From hidden states to the log-probs of the scored tokens, and back. Only scored tokens go through the tied head, so
// prompts do without the vocabulary-wide part.
import * as tf from '@tensorflow/tfjs-core';
import type { ScoredWindow } from './batch.ts';
import { VALUE_BIAS, VALUE_WEIGHT } from './parameters.ts';
import { tokenLogProb, tokenLogProbBackward } from './token_log_prob.ts';
import { outputEmbedding, vector, type Weights } from './transformer.ts';

export interface ScoringCache {
  readonly selector: tf.Tensor3D; // [B, W, T]
  readonly selected: tf.Tensor2D; // [B * W, d]
  readonly logits: tf.Tensor2D; // [B * W, V]
  readonly oneHot: tf.Tensor2D; // [B * W, V]
}

/** Logits of the scored slots; `hidden` is [B * T, d]. */
export function windowLogits(weights: Weights, hidden: tf.Tensor2D, rows: number, window: ScoredWindow) {
  const slots = window.index.length;
  const length = hidden.shape[0] / rows;
  const width = hidden.shape[1];
  const vocabSize = window.oneHot.length / slots;
  const selector = tf.tensor3d(window.selector, [rows, slots / rows, length]);
  const selected = tf.reshape(tf.matMul(selector, tf.reshape(hidden, [rows, length, width])), [
    slots,
    width,
  ]) as tf.Tensor2D;
  const head = outputEmbedding(weights, vocabSize);
  const free = tf.matMul(selected, tf.transpose(head)) as tf.Tensor2D; // [B * W, V]
  const logits = window.forbidden
    ? (tf.add(free, tf.tensor2d(window.forbidden, [slots, vocabSize])) as tf.Tensor2D)
    : free;
  return { logits, selector, selected };
}

export function score(weights: Weights, hidden: tf.Tensor2D, rows: number, window: ScoredWindow) {
  const { logits, selector, selected } = windowLogits(weights, hidden, rows, window);
  const oneHot = tf.tensor2d(window.oneHot, logits.shape);
  const cache: ScoringCache = { selector, selected, logits, oneHot };
  return { logProbs: tokenLogProb(logits, oneHot), cache }; // [B * W]
}

/** The value head at the scored slots, [B * W]. */
export function slotValues(weights: Weights, { selected }: ScoringCache): tf.Tensor1D {
  const column = tf.reshape(vector(weights, VALUE_WEIGHT), [-1, 1]) as tf.Tensor2D;
  return tf.add(tf.reshape(tf.matMul(selected, column), [-1]), vector(weights, VALUE_BIAS)) as tf.Tensor1D;
}

/** Coefficients of the scored slots, [B * W] each. */
export interface SlotCoefficients {
  readonly logProbs: tf.Tensor1D;
  readonly values?: tf.Tensor1D;
}

/**
 * Gradients of the hidden states [B * T, d], of the tied embedding as the head [V, d], and of the value head's weight
 * and bias [d + 1] if values have coefficients.
 */
export function scoreBackward(weights: Weights, coefficients: SlotCoefficients, cache: ScoringCache) {
  const { selector, selected, logits, oneHot } = cache;
  const [rows, window, length] = selector.shape;
  const width = selected.shape[1];
  const dLogits = tokenLogProbBackward(coefficients.logProbs, logits, oneHot);
  const fromHead = tf.matMul(dLogits, outputEmbedding(weights, logits.shape[1])) as tf.Tensor2D;
  const dValues = coefficients.values && tf.reshape(coefficients.values, [-1, 1]);
  const dSelected = dValues ? tf.add(fromHead, tf.mul(dValues, vector(weights, VALUE_WEIGHT))) : fromHead;
  const dHidden = tf.reshape(tf.matMul(selector, tf.reshape(dSelected, [rows, window, width]), true, false), [
    rows * length,
    width,
  ]) as tf.Tensor2D;
  const dValueHead =
    dValues && (tf.concat([tf.sum(tf.mul(dValues, selected), 0), tf.sum(dValues, 0)]) as tf.Tensor1D);
  return { dHidden, dHead: tf.matMul(dLogits, selected, true, false), dValueHead };
}
