// What lessons offer in place of slow runs is recorded, with the settings of their steps.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readUrl } from '../src/config/url.ts';
import { givenTask } from '../src/tasks/index.ts';
import type { RecordedLessonRun, RecordedPairs } from '../src/ui/lesson/recorded_lesson_run.ts';
import { root } from './lib/install.mjs';
import { recordedConfigs } from './record_lessons.ts';

const fileOf = (id: string) => join(root, `src/ui/lesson/recorded/${id}.json`);
const read = (id: string) => JSON.parse(readFileSync(fileOf(id), 'utf8'));

it.each([...recordedConfigs()])(
  'the recorded run %s has the settings of its step, to its end',
  (id, config) => {
    expect(existsSync(fileOf(id))).toBe(true);
    const run = read(id) as RecordedLessonRun;
    expect(readUrl(run.settings)).toEqual({ config, problems: [] });
    expect(run.dots[0]).toMatchObject({ step: 0 });
    expect(run.dots.at(-1)!.step).toBe(config.rounds * config.stepsPerRound);
    expect(
      run.dots.every(({ goldReward }) => (goldReward === undefined) === (config.reward === 'gold')),
    ).toBe(true);
  },
);

it('the recorded pairs are answers to prompts of their task, with its hidden reward', () => {
  const { task: name, pairs } = read('pairs') as RecordedPairs;
  const task = givenTask(name);
  const prompts = new Map(task.prompts('test').map((prompt) => [prompt.text, prompt]));
  expect(pairs.length).toBeGreaterThanOrEqual(3);
  for (const { prompt, answers } of pairs) {
    expect(prompts.has(prompt)).toBe(true);
    for (const { text, reward } of answers) {
      const tokens = [...task.tokenizer.encode(text), task.tokenizer.eos];
      expect(task.reward(prompts.get(prompt)!, tokens)).toBeCloseTo(reward, 2);
    }
  }
});
