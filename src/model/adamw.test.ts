import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { Stream } from '../random/stream.ts';
import { AdamW } from './adamw.ts';
import type { AdamWSettings } from './config.ts';
import type { ParameterView } from './parameters.ts';

const views: ParameterView[] = [
  { name: 'matrix', shape: [2, 2], offset: 0, size: 4, decays: true },
  { name: 'bias', shape: [2], offset: 4, size: 2, decays: false },
];
const plain: AdamWSettings = {
  learningRate: 0.05,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0,
  gradientClip: 0,
};

describe('AdamW', () => {
  it('follows the stock Adam of tfjs where nothing decays and nothing is clipped', async () => {
    await tf.setBackend('cpu');
    const noise = Stream.fromSeed(2);
    const values = Float32Array.from({ length: 6 }, () => noise.normal());
    const variable = tf.variable(tf.tensor1d(values.slice()), true, 'twin');
    const stock = tf.train.adam(plain.learningRate, plain.beta1, plain.beta2, plain.epsilon);
    const own = new AdamW(views);
    for (let step = 0; step < 10; step++) {
      const gradient = Float32Array.from({ length: 6 }, () => noise.normal());
      // Ours goes up the gradient, theirs down.
      stock.applyGradients([{ name: 'twin', tensor: tf.tensor1d(gradient.map((g) => -g)) }]);
      own.step(values, gradient, plain);
    }
    const expected = await variable.data();
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 5);
    });
    tf.disposeVariables();
  });

  it('decays matrices by learningRate * decay, decoupled from the gradient, and leaves biases alone', () => {
    const values = new Float32Array(6).fill(1);
    new AdamW(views).step(values, new Float32Array(6), { ...plain, weightDecay: 0.1 });
    expect([...values]).toEqual([...Float32Array.of(0.995, 0.995, 0.995, 0.995, 1, 1)]);
  });

  it('reports the norm before clipping, and clips it to the bound', () => {
    const gradient = Float32Array.of(3, 4, 0, 0, 0, 0);
    const clipped = new AdamW(views);
    const scaled = new AdamW(views);
    expect(clipped.step(new Float32Array(6), gradient, { ...plain, gradientClip: 1 })).toEqual({
      gradientNorm: 5,
      clipped: true,
      applied: true,
    });
    expect(
      scaled.step(
        new Float32Array(6),
        gradient.map((g) => g / 5),
        plain,
      ).clipped,
    ).toBe(false);
    clipped.save().first.forEach((m, i) => {
      expect(m).toBeCloseTo(scaled.save().first[i], 6);
    });
  });

  it('goes on from saved moments as if it had never stopped', () => {
    const noise = Stream.fromSeed(5);
    const gradients = Array.from({ length: 4 }, () => Float32Array.from({ length: 6 }, () => noise.normal()));
    const straight = new Float32Array(6);
    const one = new AdamW(views);
    for (const gradient of gradients) one.step(straight, gradient, plain);
    const resumed = new Float32Array(6);
    const first = new AdamW(views);
    for (const gradient of gradients.slice(0, 2)) first.step(resumed, gradient, plain);
    const second = new AdamW(views);
    second.load(first.save());
    for (const gradient of gradients.slice(2)) second.step(resumed, gradient, plain);
    expect(resumed).toEqual(straight);
  });
});
