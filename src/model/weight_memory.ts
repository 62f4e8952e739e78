// Memory that the weights of a run take, for what is known before a device is: activations come on top.
import type { ModelConfig } from './config.ts';
import { parameterCount } from './parameters.ts';

/** Policy, prior and proposal; gradient and both moments. */
const MODELS = 3;
const OPTIMISER = 3;

/** Bytes. Of adapters the base is there once, and the prior is the base. */
export function weightMemory(config: ModelConfig): number {
  const trained = 4 * parameterCount(config);
  if (!config.lora) return (MODELS + OPTIMISER) * trained;
  const { lora: _, ...base } = config;
  return 4 * parameterCount(base) + (MODELS - 1 + OPTIMISER) * trained;
}
