// The temperatures of the experiments on text, and where they come from, for the page and the report.
import { taskCards } from '../../tasks/task.ts';
import type { ResultTable } from '../experiment.ts';
import { paperSettings } from '../paper_settings.ts';
import { REWARD_SPREADS } from '../temperature.ts';

export const SETTINGS_NOTE =
  'On text all methods have the same settings, and no search was made for any. They share one learning rate, averaged log-probs, replay of everything (Algorithm 1, line 12), and one temperature. DPO’s beta and RSO’s margin scale are equal to gamma. Gamma is in the units of the reward. The usual difference between two samples of a prompt asks for half a token’s entropy. Every other setting is the task’s default. On Strings every method has its preset, which a search with equal budgets found.';

const tasks = (Object.keys(REWARD_SPREADS) as (keyof typeof REWARD_SPREADS)[]).map((task) => ({
  task,
  spread: REWARD_SPREADS[task]!,
  settings: paperSettings(task, 'brain'),
}));

export const settingsTable: ResultTable = {
  title: 'Temperatures on text',
  unit: 'gamma = deviation / (entropy / 2), to two digits',
  columns: [
    'Task',
    'Deviation of the learned reward within prompts',
    'Entropy of the prior, nats a token',
    'gamma = beta',
    'Learning rate',
  ],
  rows: tasks.map(({ task, spread, settings }) => ({
    label: taskCards[task].label,
    cells: [
      { value: spread.withinPromptSpread },
      { value: spread.entropyPerToken },
      { value: settings.gamma },
      { value: settings.learningRate },
    ],
  })),
};
