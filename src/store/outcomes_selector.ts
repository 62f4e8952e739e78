// An experiment's outcomes out of all of them. They are the same map until one of them changes, so that nothing is
// computed anew for another experiment's outcome.
import type { Outcomes } from '../experiments/experiment.ts';

export const sameOutcomes = (a: Outcomes, b: Outcomes): boolean =>
  a.size === b.size && [...a].every(([key, outcome]) => b.get(key) === outcome);

export function outcomesSelector(): (all: Outcomes, keys: ReadonlySet<string>) => Outcomes {
  let last: Outcomes = new Map();
  return (all, keys) => {
    const selected = new Map([...all].filter(([key]) => keys.has(key)));
    if (!sameOutcomes(selected, last)) last = selected;
    return last;
  };
}
