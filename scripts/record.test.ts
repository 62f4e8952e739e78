// The recorded runs are those of today's defaults, and the rewards of their examples are the tasks'.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaults } from '../src/config/presets.ts';
import { taskOf } from '../src/tasks/index.ts';
import type { TaskName } from '../src/tasks/task.ts';
import type { RecordedRun } from '../src/ui/stage/recorded_run.ts';
import { root } from './lib/install.mjs';
import { scoredExample } from './record.ts';

const folder = join(root, 'src/ui/stage/recorded');
const names = readdirSync(folder).map((file) => file.replace('.json', '') as TaskName);

it('stands on the first visit', () => {
  expect(names).toContain('tldr');
});

describe.each(names)('the recorded run of %s', (name) => {
  const run = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as RecordedRun;
  const config = defaults[name];

  it('has the default settings', () => {
    expect(run).toMatchObject({ task: name, seed: config.seed, steps: config.rounds * config.stepsPerRound });
    expect(run.dots[0].kl).toBeCloseTo(0, 3);
    expect(run.dots.at(-1)!.reward).toBeGreaterThan(run.dots[0].reward);
  });

  it('shows prompts of the task, and tells a good answer from a bad one', () => {
    const prompts = taskOf(config)
      .prompts('test')
      .map(({ text }) => text);
    for (const { promptText } of run.pairs) expect(prompts).toContain(promptText);
    expect(run.example).toEqual(scoredExample(config));
    expect(run.example!.good.reward).toBeGreaterThan(run.example!.bad.reward + 0.4);
  });

  it('has a frontier that rises with the drift', () => {
    expect(run.frontier.length).toBeGreaterThan(3);
    run.frontier.slice(1).forEach(({ kl, reward }, i) => {
      expect(kl).toBeGreaterThan(run.frontier[i].kl);
      expect(reward).toBeGreaterThanOrEqual(run.frontier[i].reward);
    });
  });
});
