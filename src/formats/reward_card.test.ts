import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rewardRecipe } from '../reward/reward_recipe.ts';
import { SHIPPED_TASK_NAMES } from '../tasks/task.ts';
import { readRewardCard } from './reward_card.ts';

const textOf = (task: string) => readFileSync(`public/models/${task}/reward/card.json`, 'utf8');

describe('the card of a shipped reward model', () => {
  it.each(SHIPPED_TASK_NAMES)('is read as written: %s', (task) => {
    const card = readRewardCard(textOf(task));
    expect(card.accuracy).toBeGreaterThan(0.55);
    expect(card.warning).toBeUndefined();
    expect(card.calibration.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(card.heldOut);
  });

  // By name: a new task may be tried with a model of fewer steps than its recipe has.
  it.each(['strings', 'tldr', 'dialog', 'sentiment'] as const)('is of its task’s recipe: %s', (task) => {
    expect(JSON.parse(textOf(task))).toMatchObject(rewardRecipe(task));
  });

  it.each([
    ['dialog', 0.9],
    ['tldr', 0.8],
  ] as const)('holds at the top on prior samples: %s, correlation at least %d', (task, least) => {
    const { priorCorrelation, bestByModel } = readRewardCard(textOf(task));
    expect(priorCorrelation).toBeGreaterThanOrEqual(least);
    const gold = new Map(bestByModel.map((best) => [best.choices, best.gold]));
    expect(gold.get(64)).toBeGreaterThan(gold.get(8)!);
    expect(gold.get(16)).toBeGreaterThan(gold.get(4)!);
  });

  it('is refused with the field that is wrong', () => {
    const card = JSON.parse(textOf('strings'));
    expect(() => readRewardCard(JSON.stringify({ ...card, accuracy: 1.2 }))).toThrow(
      /invalid card\.json: accuracy: /,
    );
    const { steps: _, ...short } = card;
    expect(() => readRewardCard(JSON.stringify(short))).toThrow(/invalid card\.json: steps: /);
    const bins = [{ stated: 0.5, observed: 2, pairs: 3 }];
    expect(() => readRewardCard(JSON.stringify({ ...card, calibration: bins }))).toThrow(
      /calibration\.0\.observed/,
    );
    expect(() => readRewardCard('[]')).toThrow(/invalid card\.json/);
  });
});
