import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import { setUpConfig } from './set_up_config.ts';

describe('the settings of a step', () => {
  it('begin from the preset of the task and method that it names; the seed stays', () => {
    const draft = { ...defaults.tldr, seed: 7, gamma: 5 };
    expect(setUpConfig(draft, { task: 'strings', method: 'brain', rounds: 6 })).toEqual({
      ...defaults.strings,
      rounds: 6,
      seed: 7,
    });
  });
  it('change nothing else where it names none', () => {
    const draft = { ...defaults.strings, learningRate: 0.1, seed: 3 };
    expect(setUpConfig(draft, { gamma: 0.3 })).toEqual({ ...draft, gamma: 0.3 });
  });
});
