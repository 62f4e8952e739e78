// The `markov` task is computed in plain TypeScript: a call of a device would take longer than all its work.
import type { RunConfig } from '../config/schema.ts';
import type { ActiveBackend } from './backend.ts';

const never = new Promise<never>(() => {});

/** Whether a run is computed in plain TypeScript, whatever else there is. */
export const isPlain = ({ task }: Pick<RunConfig, 'task'>): boolean => task === 'markov';

export const plainBackend: ActiveBackend = {
  info: {
    name: 'cpu',
    label: 'CPU · plain TypeScript',
    reason: 'Markov’s 200 weights are less work than a call of any other backend.',
    only: true,
  },
  memory: () => ({ tensors: 0, deviceBytes: 0, peakDeviceBytes: 0 }),
  failed: never,
  async createModel(config, parameters, trainable) {
    const { MarkovModel } = await import('../markov/markov_model.ts');
    return new MarkovModel(config, parameters, trainable);
  },
  parametersOnHost: true,
  release() {},
};

/** What computes a run: plain TypeScript where that is all it needs, else what `activate` gives. */
export const backendFor = async (
  config: RunConfig,
  activate: () => Promise<ActiveBackend>,
): Promise<ActiveBackend> => (isPlain(config) ? plainBackend : activate());
