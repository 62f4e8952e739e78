// The largest batches a run with these settings computes, which is what its memory depends on.
import type { RunConfig } from '../config/schema.ts';
import { MOST_ROWS } from '../model/generation_chunks.ts';
import type { RunShapes } from '../model/memory_estimate.ts';
import type { RunTask } from '../tasks/task.ts';
import { ROWS_PER_DIVERGENCE } from './evaluation.ts';

export function runShapes(task: RunTask, config: RunConfig): RunShapes {
  const { groupsPerBatch, samplesPerPrompt, promptsPerRound, evaluationSamples } = config;
  const { maxPromptTokens, maxCompletionTokens: window } = task;
  const length = maxPromptTokens + window;
  const evaluated = Math.min(config.evaluationPrompts, task.prompts('validation').length);
  const rows = Math.max(promptsPerRound * samplesPerPrompt, evaluated * evaluationSamples);
  const prompts = Math.max(promptsPerRound, evaluated);
  return {
    scoringModels: config.reward === 'learned' || config.reward === 'gameable' ? 4 : 3,
    training: { rows: groupsPerBatch * samplesPerPrompt, length, window },
    // An enumerable task scores all its prefixes at once.
    scoring: { rows: task.outcomes ? MOST_ROWS : ROWS_PER_DIVERGENCE, length, window },
    generation: {
      prompts: Math.min(prompts, MOST_ROWS),
      rows: Math.min(rows, MOST_ROWS),
      newTokens: window,
    },
  };
}
