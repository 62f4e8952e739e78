import { describe, expect, it } from 'vitest';
import { METHOD_NAMES } from '../objectives/index.ts';
import { TASK_NAMES } from '../tasks/task.ts';
import { defaults, presetFor, presets } from './presets.ts';
import { settings } from './schema.ts';
import { conflictOf, validateConfig } from './validate.ts';

const each = TASK_NAMES.flatMap((task) => METHOD_NAMES.map((method) => [task, method] as const));

describe('presets', () => {
  it.each(each)('%s, %s: a valid configuration of that task and method', (task, method) => {
    const config = presetFor(task, method);
    expect(config).toMatchObject({ task, method, seed: defaults[task].seed });
    expect(Object.keys(config).sort()).toEqual(Object.keys(settings).sort());
    expect(validateConfig({ ...config }, defaults[task])).toEqual({ config, problems: [] });
    expect(conflictOf(config)).toBeUndefined();
  });

  it.each(each)('%s, %s: only settings that the method reads', (task, method) => {
    for (const key of Object.keys(presets[task]?.[method] ?? {}) as (keyof typeof settings)[]) {
      const { methods } = settings[key];
      expect(methods === undefined || methods.includes(method), key).toBe(true);
    }
  });

  it("is the task's defaults with the method's own on top", () => {
    for (const [task, method] of each)
      expect(presetFor(task, method)).toEqual({ ...defaults[task], method, ...presets[task]?.[method] });
  });
});

it('has the paper’s own schedule on markov (section 6)', () => {
  expect(defaults.markov).toMatchObject({
    rounds: 40,
    stepsPerRound: 250,
    samplesPerPrompt: 32,
    groupsPerBatch: 4,
    replayRounds: 0,
    gamma: 1,
    logProbReduction: 'mean',
    proximalWeight: 0,
  });
});
