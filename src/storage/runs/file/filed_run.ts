// A short run on `markov` for tests: no device, no file, a few milliseconds.
import { presetFor } from '../../../config/presets.ts';
import type { RunConfig } from '../../../config/schema.ts';
import type { RunInputs } from '../../../session/journal/run_inputs.ts';
import { Session } from '../../../session/session.ts';
import { keeperInMemory } from '../../../store/keeper_in_memory.ts';
import type { RunParts } from '../../../store/run_parts.ts';
import type { RunOrigin } from './run_file.ts';

export const origin: RunOrigin = { playground: '1.2.3', computedOn: 'CPU · plain TypeScript' };

const short: RunConfig = {
  ...presetFor('markov', 'brain'),
  rounds: 3,
  promptsPerRound: 2,
  samplesPerPrompt: 4,
  stepsPerRound: 2,
  groupsPerBatch: 2,
  evaluationInterval: 2,
  evaluationPrompts: 2,
  evaluationSamples: 2,
};

/** Trains to the end. */
export async function filedRun(changes: Partial<RunConfig> = {}, inputs: RunInputs = {}): Promise<RunParts> {
  const keeper = keeperInMemory(() => {});
  keeper.begin(1, { inputs });
  await new Promise<void>((resolve, reject) => {
    const session = new Session({
      emit: (event) => {
        keeper.take(event);
        if (event.type === 'fault') reject(new Error(event.message));
        if (event.type === 'piece' && event.piece.status === 'finished') resolve();
      },
      backends: { activate: () => Promise.reject(new Error('no device is needed')) },
      loadModel: () => Promise.reject(new Error('no file is needed')),
    });
    void session.serve();
    session.send({ type: 'load', config: { ...short, ...changes }, runId: 1 });
    session.send({ type: 'play' });
  });
  await keeper.settled();
  return keeper.parts(1);
}
