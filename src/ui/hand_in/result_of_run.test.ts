import { describe, expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import type { Run } from '../../store/page_state.ts';
import { resultOfRun } from './result_of_run.ts';

const evaluation = (step: number, reward: number, kl: number) => ({
  step,
  reward: { mean: reward },
  kl: { mean: kl },
});
const run = (more: Partial<Record<keyof Run, unknown>> = {}): Run =>
  ({
    config: defaults.strings,
    changes: [],
    evaluations: [evaluation(0, 0.1, 0), evaluation(10, 1.1, 0.4)],
    exactEvaluations: [],
    markovFigures: [],
    ...more,
  }) as unknown as Run;
const enumerated = (step: number, expectedReward: number, klPolicyPrior: number) => ({
  step,
  metrics: { expectedReward, klPolicyPrior },
});

describe('what a code says of a run', () => {
  it('nothing before the first test, or while nothing computes', () => {
    expect(resultOfRun(undefined, 'cpu', {})).toBeUndefined();
    expect(resultOfRun(run({ evaluations: [] }), 'cpu', {})).toBeUndefined();
    expect(resultOfRun(run(), undefined, {})).toBeUndefined();
  });

  it('exact figures if every test has them, else those of samples', () => {
    const exact = [enumerated(0, 0, 0), enumerated(10, 1, 0.5)];
    expect(resultOfRun(run({ exactEvaluations: exact }), 'cpu', {})).toMatchObject({
      isExact: true,
      curve: [
        { step: 0, reward: 0, kl: 0 },
        { step: 10, reward: 1, kl: 0.5 },
      ],
    });
    expect(resultOfRun(run({ exactEvaluations: exact.slice(1) }), 'cpu', {})).toMatchObject({
      isExact: false,
      curve: [
        { step: 0, reward: 0.1, kl: 0 },
        { step: 10, reward: 1.1, kl: 0.4 },
      ],
    });
    const figures = [
      { step: 0, reward: 0, kl: 0 },
      { step: 10, reward: 2, kl: 3 },
    ];
    expect(resultOfRun(run({ markovFigures: figures }), 'cpu', {})).toMatchObject({
      isExact: true,
      curve: figures,
    });
  });

  it('leaves out what no code can hold, and every second of very many tests', () => {
    const collapsed = [
      evaluation(0, 0, 0),
      evaluation(10, Number.NaN, 1),
      evaluation(20, 1, Number.POSITIVE_INFINITY),
    ];
    expect(resultOfRun(run({ evaluations: collapsed }), 'cpu', {})!.curve).toHaveLength(1);
    const many = Array.from({ length: 101 }, (_, at) => evaluation(at, at, at));
    const { curve } = resultOfRun(run({ evaluations: many }), 'cpu', {})!;
    expect(curve.length).toBeLessThanOrEqual(40);
    expect([curve[0].step, curve.at(-1)!.step]).toEqual([0, 100]);
  });

  it('whether the settings alone repeat it', () => {
    const repeats = (more: Parameters<typeof run>[0]) => resultOfRun(run(more), 'cpu', {})!.isRepeatable;
    expect(repeats({})).toBe(true);
    expect(repeats({ changes: [{}] })).toBe(false);
    expect(repeats({ rewardModel: 3 })).toBe(false);
    expect(repeats({ kept: { parent: { key: 'x', step: 3 } } })).toBe(false);
    expect(repeats({ kept: { inputs: { preferences: 'x' } } })).toBe(false);
  });

  it('what the learner said', () => {
    const said = {
      seat: 12,
      prediction: { reward: 1, kl: 2 },
      answers: { noise: 1 },
      nickname: 'Ada',
    } as const;
    expect(resultOfRun(run(), 'webgpu', said)).toMatchObject({ backend: 'webgpu', ...said });
  });
});
