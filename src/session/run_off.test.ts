// The warning of a policy that runs off, on figures by hand: when it comes, how often, and the numbers it names.
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';
import type { RuleInput } from '../objectives/group.ts';
import { RunOffWatch } from './run_off.ts';

const config: RunConfig = {
  ...defaults.dialog,
  method: 'brain',
  logProbReduction: 'mean',
  gamma: 2,
  stepsPerRound: 2,
  proximalWeight: 0,
  learningRate: 3e-4,
};
// Rewards ask for 10 tokens x 4 / 2 = 20 nats between best and worst; -log q' is 3 on average.
const figures: RuleInput = {
  logPolicy: [-0.2, -0.4],
  logProposal: [-0.2, -0.4],
  logPrior: [-0.2, -0.4],
  reward: [3, -1],
  tokenCount: [10, 10],
};
const step = (...masses: readonly (number | undefined)[]) =>
  ({
    diagnostics: Object.fromEntries(
      masses.flatMap((mass, age) =>
        mass === undefined
          ? []
          : [
              ['logMass', mass],
              [`logMassAge${age}`, mass],
            ],
      ),
    ),
    shown: { figures } as never,
  }) as const;

/** What is said after each step. */
const said = (steps: readonly ReturnType<typeof step>[], changed: Partial<RunConfig> = {}) => {
  const watch = new RunOffWatch();
  return steps.map((one) => watch.after(one, { ...config, ...changed }));
};

describe('a policy that runs off', () => {
  it('is warned of once its samples of one age have lost half over a round', () => {
    const warned = said([step(0, -0.1), step(0, -0.2), step(0, -1), step(0, -1), step(0, -2)]);
    expect(warned.map((message) => message !== undefined)).toEqual([false, false, false, true, false]);
    expect(said([step(0, 0, -0.6), step(0, 0, -0.6)])).toEqual([undefined, undefined]);
    expect(said([step(0, 0, -0.8), step(0, 0, -0.8)])[1]).toBeDefined();
  });

  it('is warned of again after it has healed', () => {
    const steps = [step(-2), step(-2), step(0), step(0), step(-2), step(-2)];
    expect(said(steps).map((message) => message !== undefined)).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('is told why, in nats, and how to hold it', () => {
    const message = said([step(0, -1), step(0, -1)])[1];
    expect(message).toContain('63 %');
    expect(message).toContain('ask for 20 nats');
    expect(message).toContain('about 3.0 to give');
    expect(message).toContain(
      'raise the proximal weight (now 0), lower the learning rate (now 0.0003) or raise gamma (now 2)',
    );
    expect(message).toContain('taken from the poor ones');
    const summed = said([step(-1), step(-1)], {
      logProbReduction: 'sum',
      method: 'brain-without-self-normalisation',
    })[1];
    expect(summed).toContain('ask for 2.0 nats');
    expect(summed).not.toContain('proximal');
    const cool = said([step(-1), step(-1)], { gamma: 20, proximalWeight: 1 })[1];
    expect(cool).toContain('ask for 2.0 nats');
    expect(cool).not.toMatch(/proximal|poor ones/);
  });

  it('is warned of once where the mean wobbles around the bound', () => {
    const masses = [-0.8, -0.8, -0.62, -0.7, -0.8, -0.62, -0.8, -0.8];
    expect(said(masses.map((mass) => step(mass))).filter(Boolean)).toHaveLength(1);
  });

  it('is looked for over the present number of steps a round, which may change', () => {
    const watch = new RunOffWatch();
    for (let i = 0; i < 100; i++) watch.after(step(0), { ...config, stepsPerRound: 100 });
    expect(watch.after(step(-2), { ...config, stepsPerRound: 2 })).toBeDefined(); // mean of 0 and -2
  });

  it('is not looked for where samples are the prior’s, which any policy leaves', () => {
    for (const method of ['dpo-sft-iw', 'dpo-sft-iw-n', 'gdc'] as const)
      expect(said([step(-3), step(-3)], { method })).toEqual([undefined, undefined]);
  });

  it('is not looked for where a method does not weigh', () => {
    expect(said([step(), step(), step()])).toEqual([undefined, undefined, undefined]);
  });
});
