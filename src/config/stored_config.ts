// Settings from storage or a file. What an older version did not have takes the task's default.
import * as v from 'valibot';
import { defaults } from './presets.ts';
import type { RunConfig } from './schema.ts';
import { validateConfig } from './validate.ts';

const isTask = (name: unknown): name is keyof typeof defaults =>
  typeof name === 'string' && Object.hasOwn(defaults, name);

export const storedConfigSchema: v.GenericSchema<unknown, RunConfig> = v.pipe(
  v.record(v.string(), v.union([v.string(), v.number()], 'settings'), 'settings'),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const refuse = (problem: string) => {
      addIssue({ message: `settings in their bounds: ${problem}` });
      return NEVER;
    };
    if (!isTask(value.task)) return refuse('unknown task');
    const { config, problems } = validateConfig(value, defaults[value.task]);
    return problems.length > 0 ? refuse(problems[0]) : config;
  }),
);
