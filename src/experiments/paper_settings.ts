// The settings of the experiments on text: the same for every method, and no search for any. A method with a temperature
// or learning rate of its own would be compared by these, and not by what it does.
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { MethodName } from '../objectives/index.ts';
import type { TaskName } from '../tasks/task.ts';
import { REWARD_SPREADS, temperatureOf } from './temperature.ts';

/**
 * As in the paper (section 6; Algorithm 1 line 12): a learned reward, log-probs averaged over a response's tokens, all
 * groups replayed, one learning rate. One knob is turned for all: beta = gamma, in the reward's units, with 1 where
 * nothing is known of them. RSO's margin has the same scale. No proximal term, which is not the paper's.
 */
export function paperSettings(task: TaskName, method: MethodName): RunConfig {
  const spread = REWARD_SPREADS[task];
  const gamma = spread ? temperatureOf(spread) : 1;
  return {
    ...defaults[task],
    method,
    reward: 'learned',
    logProbReduction: 'mean',
    replayRounds: 0,
    learningRate: 1e-4,
    proximalWeight: 0,
    gamma,
    dpoBeta: gamma,
    rsoGamma: gamma,
  };
}

type Adapters = Pick<RunConfig, 'loraRank' | 'loraAlpha' | 'loraTargets' | 'learningRate'>;

/**
 * Ten times the rate of whole models. Adapters start at zero: at 1e-4 the 192 steps hardly leave the prior, and 3e-3
 * goes further from it for no more reward. It is BRAIn's reward on validation prompts of TL;DR and Sentiment, seed 1.
 */
const LORA_RATE = 1e-3;

/** Of Anthropic HH, by QLoRA, which adapts every matrix; so do those of TL;DR here, where the paper names none. */
const HH: Adapters = { loraRank: 64, loraAlpha: 16, loraTargets: 'linear', learningRate: LORA_RATE };

/** Adapters as in the paper, appendix B.2. Every prior on text is 96 wide, so no rank has to be cut. */
export const PAPER_LORA: Readonly<Partial<Record<TaskName, Adapters>>> = {
  tldr: { ...HH, loraRank: 8, loraAlpha: 32 },
  sentiment: HH,
  dialog: HH,
};
