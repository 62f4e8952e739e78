// One method for each set of demands on the models, for tests that need not train all of them.
import { presetFor } from '../config/presets.ts';
import { METHOD_NAMES, type MethodName, objectives } from '../objectives/index.ts';
import { sampleSource } from '../objectives/method.ts';

/** Where samples come from, what the prior is extended by, and what is read of a batch. */
function demandsOf(name: MethodName): string {
  const { extend, batchFigures, perToken } = objectives[name];
  const source = sampleSource(objectives[name], presetFor('strings', name));
  return [source, extend && 'extend', batchFigures && 'batchFigures', perToken && 'perToken'].join();
}

const demands = METHOD_NAMES.map(demandsOf);

/** The first of its kind each; BRAIn, which asks for nothing but samples of the policy, is the first of all. */
export const DEMANDING_METHODS = METHOD_NAMES.filter((_, i) => demands.indexOf(demands[i]) === i);
