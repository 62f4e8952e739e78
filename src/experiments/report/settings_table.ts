// The temperatures and adapters of the experiments on text, and where they come from, for the page and the report.
import { taskCards } from '../../tasks/task.ts';
import type { ResultTable } from '../experiment.ts';
import { PAPER_LORA, paperSettings } from '../paper_settings.ts';
import type { Size } from '../scale.ts';
import { REWARD_SPREADS } from '../temperature.ts';

const NOTE =
  'On text all methods have the same settings, and no search was made for any. They share one learning rate, averaged log-probs, replay of everything (Algorithm 1, line 12), and one temperature. DPO’s beta and RSO’s margin scale are equal to gamma. Gamma is in the units of the reward. The usual difference between two samples of a prompt asks for half a token’s entropy. Every other setting is the task’s default. On Strings every method has its preset, which a search with equal budgets found.';

const LORA_NOTE =
  'Text tasks train adapters on every matrix of the blocks, and the model under them stays as it is. Ranks and alphas are the paper’s (appendix B.2), uncut: its Anthropic HH on Sentiment and Dialog, its TL;DR on TL;DR. The models are 96 wide, so rank 64 is two thirds of a full rank. Adapters start at zero and need a larger learning rate than whole models. Of 1e-4, 3e-4, 1e-3 and 3e-3 it is the one with most validation reward of BRAIn, seed 1. So the choice may favour BRAIn. Markov and Strings have none.';

const tasks = (Object.keys(REWARD_SPREADS) as (keyof typeof REWARD_SPREADS)[]).map((task) => ({
  task,
  spread: REWARD_SPREADS[task]!,
  settings: paperSettings(task, 'brain'),
}));

export interface TextSettings {
  readonly note: string;
  readonly table: ResultTable;
}

/** What the runs on text have in common at a size. */
export function textSettings(size: Size): TextSettings {
  const withLora = size === 'lora';
  return {
    note: withLora ? `${NOTE} ${LORA_NOTE}` : NOTE,
    table: {
      title: 'Temperatures on text',
      unit: 'gamma = deviation / (entropy / 2), to two digits',
      columns: [
        'Task',
        'Deviation of the learned reward within prompts',
        'Entropy of the prior, nats a token',
        'gamma = beta',
        'Learning rate',
        ...(withLora ? ['LoRA rank', 'LoRA alpha'] : []),
      ],
      rows: tasks.map(({ task, spread, settings }) => {
        const { learningRate, gamma, loraRank, loraAlpha } = {
          ...settings,
          ...(withLora ? PAPER_LORA[task] : {}),
        };
        return {
          label: taskCards[task].label,
          cells: [
            spread.withinPromptSpread,
            spread.entropyPerToken,
            gamma,
            learningRate,
            ...(withLora ? [loraRank, loraAlpha] : []),
          ].map((value) => ({ value })),
        };
      }),
    },
  };
}
