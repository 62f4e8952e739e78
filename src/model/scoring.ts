// From hidden states to the log-probs of the scored tokens, and back: the tied head is applied only where a token is
// scored, which spares the prompt's positions the vocabulary-wide part.
import * as tf from '@tensorflow/tfjs-core';
import type { ScoredWindow } from './batch.ts';
import { tokenLogProb, tokenLogProbBackward } from './token_log_prob.ts';
import { matrix, type Weights } from './transformer.ts';

export interface ScoringCache {
  readonly selector: tf.Tensor3D; // [B, W, T]
  readonly selected: tf.Tensor2D; // [B * W, d]
  readonly logits: tf.Tensor2D; // [B * W, V]
  readonly oneHot: tf.Tensor2D; // [B * W, V]
}

/** Logits of the scored slots; `hidden` is [B * T, d]. */
export function windowLogits(weights: Weights, hidden: tf.Tensor2D, rows: number, window: ScoredWindow) {
  const wte = matrix(weights, 'wte.weight');
  const [vocabSize, width] = wte.shape;
  const slots = window.index.length;
  const length = hidden.shape[0] / rows;
  const selector = tf.tensor3d(window.selector, [rows, slots / rows, length]);
  const selected = tf.reshape(tf.matMul(selector, tf.reshape(hidden, [rows, length, width])), [
    slots,
    width,
  ]) as tf.Tensor2D;
  const free = tf.matMul(selected, tf.transpose(wte)) as tf.Tensor2D; // [B * W, V]
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

/** Gradients with respect to the hidden states [B * T, d] and the tied embedding [V, d] (its use as the head). */
export function scoreBackward(weights: Weights, coefficients: tf.Tensor1D, cache: ScoringCache) {
  const { selector, selected, logits, oneHot } = cache;
  const [rows, window, length] = selector.shape;
  const width = selected.shape[1];
  const dLogits = tokenLogProbBackward(coefficients, logits, oneHot);
  const dSelected = tf.reshape(tf.matMul(dLogits, matrix(weights, 'wte.weight')), [rows, window, width]);
  const dHidden = tf.reshape(tf.matMul(selector, dSelected, true, false), [
    rows * length,
    width,
  ]) as tf.Tensor2D;
  return { dHidden, dHead: tf.matMul(tf.transpose(dLogits), selected) };
}
