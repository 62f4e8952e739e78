// One fault from its beginning to its verdict: did the page say so, was anything lost that should not be, does it go on?
import { reasonOf } from '../../src/errors/reason.ts';
import type { Browsers, OpenBrowser } from './browsers.ts';
import type { Fault } from './fault.ts';
import type { LyingServer } from './lying_server.ts';
import type { ObservedRun } from './observed_runs.ts';
import { ENDLESS, Scene, SHORT, until } from './scene.ts';

export interface FaultOutcome {
  readonly name: string;
  /** Empty where all is as promised. */
  readonly problems: readonly string[];
  /** What the page said. */
  readonly said?: string;
  /** Step before, step of the last piece then, and step afterwards. */
  readonly step?: number;
  readonly keptStep?: number;
  readonly stepAfter?: number;
  /** From the last piece to the fault. */
  readonly sincePieceMs?: number;
  readonly seconds: number;
}

const KEEPS_RUN: readonly Fault['loses'][] = ['nothing', 'seconds', 'tab'];

/** Leaves a finished run in a new profile: the one that no fault may touch. */
export async function earlierVisit(browser: OpenBrowser, server: LyingServer): Promise<void> {
  const scene = new Scene(browser, server, SHORT);
  await scene.open();
  await scene.button('Train it here').click();
  await scene.button('Train again').waitFor();
  await until('the run in the storage', async () =>
    (await scene.runs()).some(({ status }) => status === 'finished'),
  );
}

export async function playFault(
  fault: Fault,
  browsers: Browsers,
  server: LyingServer,
): Promise<FaultOutcome> {
  const began = performance.now();
  const problems: string[] = [];
  const browser = await browsers.open(fault);
  const scene = new Scene(browser, server, fault.query ?? ENDLESS);
  const found: { -readonly [Key in keyof FaultOutcome]?: FaultOutcome[Key] } = {};
  try {
    const others = fault.preferences ? [] : await scene.runs();
    if (fault.at !== 'before the page') {
      await scene.open();
      await scene.train();
      if (fault.at === 'paused') await pause(scene);
      const own = newest(await scene.runs(), others);
      found.step = await scene.reaches(0);
      found.keptStep = own?.step;
      found.sincePieceMs = own && Date.now() - own.savedMs;
    }
    await fault.provoke(scene);
    if (fault.says) found.said = await scene.said(fault.says);
    await fault.recover?.(scene);
    if (fault.at !== 'before the page') {
      const promised = fault.loses === 'seconds' ? found.keptStep! : found.step!;
      if (KEEPS_RUN.includes(fault.loses)) found.stepAfter = await scene.reaches(promised);
    }
    server.tellTruth();
    await scene.goOn(found.stepAfter ?? 0);
    if (fault.loses !== 'asked' && !fault.preferences) problems.push(...touched(others, await scene.runs()));
  } catch (error) {
    problems.push(reasonOf(error).split('\n', 1)[0]);
  }
  const unexpected = scene.complaints.filter((complaint) => !fault.allows?.test(complaint));
  problems.push(...new Set(unexpected));
  server.tellTruth();
  await scene.end();
  return { name: fault.name, problems, ...found, seconds: (performance.now() - began) / 1000 };
}

async function pause(scene: Scene): Promise<void> {
  await scene.button('Pause').click();
  await scene.button('Go on').waitFor();
  await until('the pause in the storage', async () =>
    (await scene.runs()).some(({ status }) => status === 'paused'),
  );
}

const newest = (runs: readonly ObservedRun[], others: readonly ObservedRun[]): ObservedRun | undefined =>
  runs.find(({ key }) => !others.some((other) => other.key === key));

/** Other runs that are not as they were. */
const touched = (before: readonly ObservedRun[], after: readonly ObservedRun[]): string[] =>
  before
    .filter(({ key, digest }) => after.find((run) => run.key === key)?.digest !== digest)
    .map(({ key }) => `another run has changed: ${key}`);
