import { expect, it } from 'vitest';
import { TARGETS } from '../../tasks/strings/rule.ts';
import { sampleWorld } from './sample_run.ts';
import { massOf, rankByPosterior, ranksOf, rewardModes, shortName } from './support_modes.ts';
import { nearestRank, type SupportCurve, supportPlot, writtenDecades } from './support_plot.ts';

const world = sampleWorld(0.5);
const order = rankByPosterior(world.logPosterior);

it('orders every outcome by falling posterior mass', () => {
  expect(new Set(order).size).toBe(world.names.length);
  for (let rank = 1; rank < order.length; rank++)
    expect(world.logPosterior[order[rank]]).toBeLessThanOrEqual(world.logPosterior[order[rank - 1]]);
  expect(ranksOf(order)[order[17]]).toBe(17);
});

it('finds the four targets of the task from names and rewards alone, the highest first', () => {
  const modes = rewardModes(world, 6);
  const targets = TARGETS.toSorted((a, b) => b.height - a.height).map(({ text }) => text);
  expect(modes.map(({ outcome }) => world.names[outcome])).toEqual(targets);
  // Four places, seven other symbols each.
  for (const { neighbourhood: around } of modes) expect(new Set(around).size).toBe(1 + 4 * 7);
});

it('finds the same modes where names hold spaces', () => {
  const spaced = { names: world.names.map((name) => [...name].join(' ')), reward: world.reward };
  expect(rewardModes(spaced, 6).map(({ outcome }) => outcome)).toEqual(
    rewardModes(world, 6).map(({ outcome }) => outcome),
  );
});

it('takes no outcome of a plateau for a mode', () => {
  expect(rewardModes({ names: ['aa', 'ab', 'bb'], reward: Float64Array.of(1, 1, 0) }, 3)).toEqual([]);
});

it('adds masses up', () => {
  expect(massOf(world.logPrior, [...order])).toBeCloseTo(1, 12);
});

it('drops spaces only between single letters', () => {
  expect(shortName('a b c d')).toBe('abcd');
  expect(shortName('good dog')).toBe('good dog');
});

const curves: SupportCurve[] = [{ id: 'p', label: 'p', colour: '--ink', logMass: world.logPosterior }];
const plotOf = (scale: 'linear' | 'logarithmic', logMasses = [world.logPosterior]) =>
  supportPlot({ widthPx: 900, heightPx: 380, outcomes: order.length, scale, textScale: 1, logMasses });

it.each(['linear', 'logarithmic'] as const)(
  '%s: every rank has its place, and the place its rank',
  (scale) => {
    const plot = plotOf(scale);
    expect(plot.x(0)).toBe(plot.left);
    expect(plot.x(order.length - 1)).toBeCloseTo(plot.right, 9);
    for (const rank of [0, 1, 2, 10, 500, 4095]) expect(plot.rankAt(plot.x(rank))).toBe(rank);
    expect([plot.rankAt(-1e4), plot.rankAt(1e4)]).toEqual([0, 4095]);
    for (const tick of plot.rankTicks) expect(plot.x(tick - 1)).toBeLessThanOrEqual(plot.right + 1e-9);
  },
);

it('keeps every mass between the top and the bottom, and what is too small at the bottom', () => {
  const plot = plotOf('linear', [Float64Array.from(world.logPosterior, (l, i) => (i === 0 ? -500 : l))]);
  for (const mass of world.logPosterior) {
    expect(plot.y(mass)).toBeGreaterThanOrEqual(plot.top);
    expect(plot.y(mass)).toBeLessThanOrEqual(plot.bottom);
  }
  expect(plot.y(-500)).toBe(plot.bottom);
  expect(plot.y(Number.NEGATIVE_INFINITY)).toBe(plot.bottom);
  expect(plot.decades[0]).toBe(-16);
  expect(writtenDecades(plot).length).toBeLessThan(plot.decades.length);
});

it('finds the outcome whose dot is pointed at, however many lie around it', () => {
  const plot = plotOf('logarithmic');
  for (const rank of [0, 3, 40]) {
    const [x, y] = [plot.x(rank), plot.y(world.logPosterior[order[rank]])];
    expect(nearestRank(plot, order, curves, x + 0.4, y - 0.4)).toBe(rank);
  }
  // No mark is near, so the rank under the pointer is chosen.
  expect(nearestRank(plot, order, curves, plot.x(2000), plot.top)).toBe(2000);
});
