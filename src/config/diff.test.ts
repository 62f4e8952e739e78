import { describe, expect, it } from 'vitest';
import { changedSettings, configDiff, shortDiff, shownBeside } from './diff.ts';
import { defaults } from './presets.ts';
import type { RunConfig } from './schema.ts';

// Its own figures, because defaults are tuned.
const base: RunConfig = {
  ...defaults.strings,
  method: 'brain',
  seed: 1,
  samplesPerPrompt: 32,
  gamma: 1,
  dpoBeta: 1,
  partitionScope: 'prompt',
  learningRate: 0.001,
  beta1: 0.9,
};

describe('what changed', () => {
  it('is said by name, before and after', () => {
    expect(configDiff(base, { ...base, gamma: 0.5, samplesPerPrompt: 8 })).toBe('n 32 → 8, gamma 1 → 0.5');
    expect(configDiff(base, { ...base, learningRate: 0.01 })).toBe('learning rate 0.001 → 0.01');
    expect(configDiff(base, { ...base, dpoBeta: 0.1, beta1: 0.8 })).toBe('DPO beta 1 → 0.1, beta1 0.9 → 0.8');
    expect(configDiff(base, { ...base, partitionScope: 'task' })).toBe('Z estimated per prompt → task');
  });

  it('is said on a button in a few words: the task, the method, or what is set', () => {
    expect(shortDiff(base, { ...base, gamma: 0.3 })).toBe('gamma 0.3');
    expect(shortDiff(base, { ...base, gamma: 0.3, seed: 2 })).toBe('seed 2, gamma 0.3');
    expect(shortDiff(base, { ...base, gamma: 0.3, seed: 2, learningRate: 1 })).toBe('3 changes');
    expect(shortDiff(base, { ...base, method: 'dpo-sft', gamma: 0.3 })).toBe('DPO-sft');
    expect(shortDiff(base, { ...defaults.tldr, method: 'gdc' })).toBe('TL;DR');
  });

  it('leads with the method', () => {
    expect(configDiff(base, { ...base, method: 'gdc++', seed: 2 })).toBe('GDC++, seed 1 → 2');
    expect(configDiff(base, { ...base, method: 'dpo-sft' })).toBe('DPO-sft');
  });

  it('has a word for nothing', () => {
    expect(configDiff(base, { ...base })).toBe('same settings');
    expect(changedSettings(base, { ...base })).toEqual([]);
  });
});

describe('long texts side by side', () => {
  const rule = (end: string) => `softmax(r/gamma + lp - lq0) - softmax(lq - lq0)${end}`;
  it('are shown from where they differ, and are not cut within a name', () => {
    expect(shownBeside([rule(''), rule(' + lambda/n')])).toEqual([
      '…softmax(lq - lq0)',
      '…softmax(lq - lq0) + lambda/n',
    ]);
    expect(shownBeside([rule(' + lambda'), rule(' + len')])).toEqual(['…- lq0) + lambda', '…- lq0) + len']);
    expect(shownBeside([rule('')])).toEqual(['softmax(r/gamma + lp - lq0) - softmax(lq…']);
    expect(shownBeside(['r', 'r - 1'])).toEqual(['r', 'r - 1']);
    expect(shownBeside([1, 0.5])).toEqual(['1', '0.5']);
  });

  it('of another method’s own rule are no change', () => {
    expect(configDiff(base, { ...base, rule: 'r', ruleLambda: 3 })).toBe('same settings');
    expect(configDiff(base, { ...base, method: 'own', rule: 'r' })).toBe(
      `Own rule, rule ${base.rule.slice(0, 40)}… → r`,
    );
  });
});
