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
