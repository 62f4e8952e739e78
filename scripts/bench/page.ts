// What a visitor waits for, measured on the built page in headless Chromium: figures without a verdict, since they speak
// of the machine as well.
import type { Browser } from 'playwright';
import { median } from '../../src/math/statistics.ts';
import type { TaskName } from '../../src/tasks/task.ts';
import { launch } from '../lab/browser_connection.ts';
import { ensureBrowser } from '../lib/browser.mjs';
import { dist, ensureBuild } from '../lib/install.mjs';
import { serve } from '../lib/serve.mjs';

export interface PageFigures {
  /** As `npm start` serves them, uncompressed; worker files are not among them. */
  readonly kilobytesBeforeFirstPaint: number;
  readonly firstPaintMs: number;
  /** From the start of the navigation until Play can be pressed. */
  readonly usableMs: number;
  /** From Play to the first dot that training has moved. */
  readonly firstDotMs: number;
  /** From Play to the end of the task's default run. */
  readonly endMs: number;
  /** On the page's main thread, from Play to the end. */
  readonly longestTaskMs: number;
  /** Sum of the scores of all shifts without an input. */
  readonly layoutShift: number;
}

const LABELS: Readonly<Record<keyof PageFigures, string>> = {
  kilobytesBeforeFirstPaint: 'kB before first paint',
  firstPaintMs: 'first paint, ms',
  usableMs: 'Button usable, ms',
  firstDotMs: 'Press to first dot, ms',
  endMs: 'Press to the end, ms',
  longestTaskMs: 'longest task, ms',
  layoutShift: 'layout shift',
};
const NAMES = Object.keys(LABELS) as (keyof PageFigures)[];
const TASKS: readonly TaskName[] = ['strings', 'tldr'];

interface Seen {
  usableMs?: number;
  playedMs?: number;
  firstDotMs?: number;
  endMs?: number;
  longestTaskMs: number;
  layoutShift: number;
}
declare global {
  interface Window {
    seen: Seen;
  }
}
type ShiftEntry = PerformanceEntry & { readonly value: number; readonly hadRecentInput: boolean };

/** Runs in the page before its own code: notes what shows when, in ms since the navigation began. */
function watch(): void {
  const seen: Seen = { longestTaskMs: 0, layoutShift: 0 };
  window.seen = seen;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      if (seen.playedMs !== undefined && startTime >= seen.playedMs)
        seen.longestTaskMs = Math.max(seen.longestTaskMs, duration);
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries() as ShiftEntry[])
      if (!hadRecentInput) seen.layoutShift += value;
  }).observe({ type: 'layout-shift', buffered: true });
  // Not a function of its own: tsx would wrap it in a helper that the page does not have.
  setInterval(() => {
    for (const button of document.querySelectorAll('button')) {
      const label = button.textContent?.trim();
      if (label === 'Train it here' && !button.disabled) seen.usableMs ??= performance.now();
      if (label === 'Train again') seen.endMs ??= performance.now();
    }
    const chart = document.querySelector('[aria-label*="drift: at step "]');
    const step = Number(/at step (\d+)/.exec(chart?.getAttribute('aria-label') ?? '')?.[1] ?? 0);
    if (step > 0) seen.firstDotMs ??= performance.now();
  }, 20);
}

/** One visit with an empty cache. */
export async function visit(browser: Browser, address: string): Promise<PageFigures> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.addInitScript(watch);
    await page.goto(address);
    await page.waitForFunction(() => window.seen.usableMs !== undefined);
    await page.evaluate(() => {
      window.seen.playedMs = performance.now();
      [...document.querySelectorAll('button')]
        .find((button) => button.textContent?.trim() === 'Train it here')!
        .click();
    });
    await page.waitForFunction(
      () => window.seen.endMs !== undefined && window.seen.firstDotMs !== undefined,
      undefined,
      { polling: 500 },
    );
    return await page.evaluate(() => {
      const { usableMs, playedMs, firstDotMs, endMs, longestTaskMs, layoutShift } = window.seen;
      const firstPaintMs = performance.getEntriesByName('first-contentful-paint')[0].startTime;
      const requests = ['navigation', 'resource'].flatMap(
        (type) => performance.getEntriesByType(type) as PerformanceResourceTiming[],
      );
      const bytes = requests
        .filter(({ responseEnd }) => responseEnd <= firstPaintMs)
        .reduce((sum, { transferSize }) => sum + transferSize, 0);
      return {
        kilobytesBeforeFirstPaint: bytes / 1000,
        firstPaintMs,
        usableMs: usableMs!,
        firstDotMs: firstDotMs! - playedMs!,
        endMs: endMs! - playedMs!,
        longestTaskMs,
        layoutShift,
      };
    });
  } finally {
    await context.close();
  }
}

/** Figures of every visit, by task. */
export type PageResult = Readonly<Partial<Record<TaskName, readonly PageFigures[]>>>;

export async function visitTasks(
  { repeats }: { readonly repeats: number },
  say: (line: string) => void,
): Promise<PageResult> {
  const executablePath = await ensureBrowser();
  ensureBuild();
  const server = await serve({ directory: dist, port: 0 });
  const browser = await launch(executablePath, server.url, say);
  try {
    const result: Partial<Record<TaskName, PageFigures[]>> = {};
    for (let turn = 1; turn <= repeats; turn++)
      for (const task of TASKS) {
        say(`${task}, visit ${turn} of ${repeats}`);
        result[task] = [...(result[task] ?? []), await visit(browser, `${server.url}?task=${task}`)];
      }
    return result;
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Markdown: medians over the visits. */
export function pageTable(result: PageResult): string {
  const tasks = Object.entries(result);
  const row = (name: keyof PageFigures) => {
    const cells = tasks.map(([, visits]) => median(visits.map((figures) => figures[name])));
    return `| ${LABELS[name]} | ${cells.map((value) => value.toFixed(name === 'layoutShift' ? 3 : 0)).join(' | ')} |`;
  };
  return [
    `| median of ${tasks[0][1].length} visits | ${tasks.map(([task]) => task).join(' | ')} |`,
    `|---|${'---:|'.repeat(tasks.length)}`,
    ...NAMES.map(row),
  ].join('\n');
}
