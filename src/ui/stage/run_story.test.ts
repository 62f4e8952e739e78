import { expect, it } from 'vitest';
import { defaults } from '../../config/presets.ts';
import type { Evaluation } from '../../experiments/run_outcome.ts';
import { bestAt, runStory } from './run_story.ts';

type Point = readonly [kl: number, reward: number, entropy?: number];

function run(points: readonly Point[], frontier: readonly Point[] = [], standardError = 0.02) {
  const evaluations = points.map(([kl, reward, entropy = 5], i) => ({
    step: 10 * i,
    kl: { mean: kl, standardError },
    reward: { mean: reward, standardError },
    entropy: { mean: entropy, standardError },
  })) as unknown as Evaluation[];
  const bestFrontier = frontier.map(([kl, reward]) => ({ kl, reward, gamma: 1 }));
  return { config: defaults.tldr, evaluations, bestFrontier };
}

const START: Point = [0, -0.1];

it('says nothing before there is something to compare', () => {
  expect(runStory(run([START]))).toBeUndefined();
});

it('tells a run that ran off, and offers a weaker pull', () => {
  const { sentence, next } = runStory(run([START, [12.3, 0.5]]))!;
  expect(sentence).toBe('It ran off: drift 12.3, and reward 0.500 after −0.100 at the start.');
  expect(next).toEqual({ key: 'proximalWeight', value: 0.5 });
  const dpo = { ...run([START, [2, -0.9]]), config: { ...defaults.tldr, method: 'dpo' as const } };
  expect(runStory(dpo)!.next).toEqual({
    key: 'learningRate',
    value: Number((defaults.tldr.learningRate / 3).toPrecision(1)),
  });
});

it('is not alarmed by a long way that the reward pays for, as on Markov', () => {
  const frontier: Point[] = [
    [0, 0],
    [15, 3],
  ];
  expect(
    runStory(
      run(
        [
          [0, 0],
          [13.5, 2.5],
        ],
        frontier,
      ),
    )!.sentence,
  ).toMatch(/^Close to the best possible/);
  expect(
    runStory(
      run(
        [
          [0, 0],
          [13.5, 1],
        ],
        frontier,
      ),
    )!.sentence,
  ).toMatch(/^It ran off/);
});

it('tells a collapse', () => {
  const { sentence, next } = runStory(run([START, [3, 1, 0.05]]))!;
  expect(sentence).toMatch(/^It now writes nearly the same each time: reward 1\.00, variety 0\.0500 nats\.$/);
  expect(next).toEqual({ key: 'gamma', value: 0.3 });
});

it('tells an overshoot that came back', () => {
  expect(runStory(run([START, [4.17, 0.02], [1.2, 0.6]]))!.sentence).toBe(
    'It overshot to drift 4.17 and came back: reward 0.600 at drift 1.20.',
  );
});

it('holds the end against the best possible at the same drift', () => {
  const frontier: Point[] = [
    [0, -0.1],
    [1, 1],
    [3, 2],
  ];
  expect(bestAt(run([START], frontier), 2)).toBeCloseTo(1.5);
  expect(bestAt(run([START], frontier), 3.1)).toBeUndefined();
  expect(runStory(run([START, [2, 1.45]], frontier))!.sentence).toBe(
    'Close to the best possible: reward 1.45 of 1.50 at drift 2.00.',
  );
  const short = runStory(run([START, [2, 0.9]], frontier))!;
  expect(short.sentence).toMatch(/^Short of the best possible: reward 0\.900 of 1\.50/);
  expect(short.next).toEqual({ key: 'rounds', value: 2 * defaults.tldr.rounds });
});

it('tells since when nothing has moved', () => {
  const still: Point[] = Array.from({ length: 6 }, () => [1, 0.8]);
  expect(runStory(run([START, ...still]))!.sentence).toBe(
    'Nothing moved since step 10: reward 0.800 at drift 1.00.',
  );
  expect(runStory(run([START, ...still, [1.5, 1]]))!.sentence).toBe(
    'Reward went from −0.100 to 1.00, for a drift of 1.50 nats.',
  );
});

it('says while it trains only what goes wrong or nowhere', () => {
  const trouble = (points: readonly Point[]) => runStory(run(points))!.isTrouble;
  expect(trouble([START, [12.3, 0.5]])).toBe(true);
  expect(trouble([START, [3, 1, 0.05]])).toBe(true);
  expect(trouble([START, ...Array.from({ length: 6 }, (): Point => [1, 0.8])])).toBe(true);
  expect(trouble([START, [1, 0.5], [1.5, 0.8]])).toBe(false);
});
