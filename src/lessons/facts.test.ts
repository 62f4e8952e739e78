import { describe, expect, it } from 'vitest';
import strings from '../ui/lesson/recorded/strings.json';
import { decimals, placeAnswer } from './facts.ts';
import { goldCourse, turnOf } from './hacking/steps.ts';
import { factsAfter, wholeRun } from './lesson_log.ts';
import { raceText, rewardAtDrift } from './race.ts';

const runOf = (dots: readonly { step: number; kl: number; reward: number; goldReward?: number }[]) =>
  factsAfter(wholeRun({ settings: '?v=1', dots })).current!;

describe('numbers in sentences', () => {
  it('have a true minus sign, and no minus before a zero', () => {
    expect(decimals(-1.234)).toBe('−1.23');
    expect(decimals(-0.001)).toBe('0.00');
  });
});

describe('a predicted place', () => {
  const [end] = runOf([{ step: 150, kl: 1.23, reward: 1.88 }]).evaluations;
  it.each([
    [2.4, 0.9, 'more drift and less reward than you thought'],
    [1, 2, 'less drift and more reward than you thought'],
    [1.9, 0.5, 'more drift than you thought, for the reward you said'],
    [3, 1.25, 'less reward than you thought, at the drift you said'],
    [1.9, 1.2, 'about where you put it'],
  ])('of reward %f at drift %f is answered with "%s"', (reward, kl, words) => {
    const answer = placeAnswer({ reward, kl }, end);
    expect(answer).toContain(words);
    expect(answer).toContain('It ended at reward 1.88 at drift 1.23');
  });
});

describe('a race', () => {
  it('is read where a straight line between two dots passes the drift', () => {
    const { evaluations } = runOf([
      { step: 0, kl: 0, reward: 0 },
      { step: 1, kl: 2, reward: 1 },
      { step: 2, kl: 4, reward: 5 },
    ]);
    expect(rewardAtDrift(evaluations, 0)).toBe(0);
    expect(rewardAtDrift(evaluations, 1)).toBeCloseTo(0.5, 12);
    expect(rewardAtDrift(evaluations, 3)).toBeCloseTo(3, 12);
    expect(rewardAtDrift(evaluations, 5)).toBeNaN();
  });
  it('is held at the drift that both reached, whoever wins', () => {
    const brain = runOf(strings.dots);
    const other = runOf([
      { step: 0, kl: 0, reward: 0 },
      { step: 9, kl: 0.5, reward: 2 },
    ]);
    const text = raceText({ brain, other });
    expect(text).toContain('At drift 0.50');
    expect(text).toMatch(/BRAIn 0\.7\d, BRAIn 2\.00/);
  });
});

describe('the turn of a gold reward', () => {
  const course = (...gold: number[]) =>
    runOf(gold.map((goldReward, i) => ({ step: 10 * i, kl: i, reward: i, goldReward })));
  it('is the first test that no later one beats by more than luck', () => {
    expect(turnOf(course(0, 0.5, 1, 1.1, 0.95)).step).toBe(20);
    expect(turnOf(course(0, 1, 2, 3)).step).toBe(30);
    expect(turnOf(course(0, 1, 0, 2)).step).toBe(30);
  });
  it('tells a fall from a widening gap and from keeping up', () => {
    expect(goldCourse(course(0, 1, 2, 1))).toBe(2);
    expect(goldCourse(course(0, 0.5, 0.6, 0.65))).toBe(1);
    expect(goldCourse(course(0, 1, 2, 3))).toBe(0);
  });
});
