import { expect, it } from 'vitest';
import { Flights } from './flights.ts';
import type { StepResult } from './step.ts';

const flight = (late = true) => ({ result: Promise.resolve({} as StepResult), late });

/** Steps of so many milliseconds each; how many are under way when there is no more room. */
async function mostUnderWay(stepMs: number, left = 100, late = true): Promise<number> {
  let now = 0;
  const flights = new Flights(() => now);
  flights.send(flight(late));
  now += stepMs;
  await flights.next();
  while (flights.haveRoom(left, true)) flights.send(flight(late));
  return flights.count;
}

it('sends three quick steps ahead, fewer slow ones, and none beyond what is left', async () => {
  expect(await mostUnderWay(1)).toBe(3);
  expect(await mostUnderWay(40)).toBe(2);
  expect(await mostUnderWay(60)).toBe(1);
  expect(await mostUnderWay(1, 2)).toBe(2);
  expect(await mostUnderWay(1, 100, false)).toBe(1);
});

it('knows nothing of the first step, and sends none ahead where that is not asked for', async () => {
  const flights = new Flights(() => 0);
  flights.send(flight());
  expect(flights.haveRoom(100, true)).toBe(false);
  await flights.next();
  flights.send(flight());
  expect(flights.haveRoom(100, true)).toBe(true);
  expect(flights.haveRoom(100, false)).toBe(false);
});

it('gives the results in order, and keeps a failure for whoever waits', async () => {
  const flights = new Flights(() => 0);
  flights.send({ result: Promise.resolve({ loss: 1 } as StepResult), late: true });
  flights.send({ result: Promise.reject(new Error('lost')), late: true });
  expect((await flights.next()).loss).toBe(1);
  await expect(flights.next()).rejects.toThrow('lost');
  flights.clear();
  expect(flights.count).toBe(0);
});
