// The prior of the `markov` task is a table of its world: no file holds it.
import type { ModelConfig } from '../model/config.ts';
import { type Parameters, parameterViews } from '../model/parameters.ts';
import { type MarkovSettings, PROMPT_TOKENS, SYMBOL_TOKENS, tokenizer } from '../tasks/markov/markov.ts';
import { MARKOV_SIZE, markovWorld } from '../tasks/markov/world.ts';

const config: ModelConfig = {
  vocabSize: tokenizer.vocabSize,
  contextLength: 2 + MARKOV_SIZE.length,
  width: 0,
  layers: 0,
  heads: 0,
  tables: { symbols: SYMBOL_TOKENS, prompts: PROMPT_TOKENS },
};

export function markovPrior({ world, rewardSpread }: MarkovSettings): {
  readonly config: ModelConfig;
  readonly parameters: Parameters;
} {
  const { previous, prompt } = markovWorld(world, rewardSpread);
  const values = Float32Array.from([...previous, ...prompt]);
  return { config, parameters: { views: parameterViews(config), values } };
}
