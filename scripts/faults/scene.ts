// Where a fault happens: a visitor's tab, the server behind it, and what can be done to both.
import type { BrowserContext, CDPSession, Locator, Page, Worker } from 'playwright';
import type { OpenBrowser } from './browsers.ts';
import { type LyingServer, OBSERVATORY } from './lying_server.ts';
import { inObservatory, type ObservedRun, observedRuns } from './observed_runs.ts';
import { RETURNED } from './sentences.ts';

/** A run that no fault comes too late for, with a measurement (and so a piece) every thirty steps. */
export const ENDLESS =
  'backend=cpu&task=strings&rounds=1000&stepsPerRound=10&promptsPerRound=2&samplesPerPrompt=4&groupsPerBatch=2&evaluationInterval=30&evaluationSamples=8';
/** Leaves a finished run behind. */
export const SHORT = ENDLESS.replace('rounds=1000', 'rounds=2').replace('Interval=30', 'Interval=10');

const POLL_MS = 50;
/** For what hangs. A slow machine must not come near it. */
const PATIENCE_MS = 240_000;

/** Waits until a look gives something. @param what for the error. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const began = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() - began > patienceMs) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export class Scene {
  tab!: Page;
  private readonly heard: string[] = [];
  private readonly ends: (() => Promise<void>)[] = [];
  private readonly listened = new WeakSet<BrowserContext>();

  constructor(
    private opened: OpenBrowser,
    readonly server: LyingServer,
    readonly query: string,
  ) {
    this.listen();
  }

  get context(): BrowserContext {
    return this.opened.context;
  }

  get browser(): OpenBrowser {
    return this.opened;
  }

  /** What the browser complained of. */
  get complaints(): readonly string[] {
    return this.heard;
  }

  private listen(): void {
    const { context } = this;
    if (this.listened.has(context)) return;
    this.listened.add(context);
    context.setDefaultTimeout(PATIENCE_MS);
    context.on('console', (message) => {
      if (message.type() === 'error') this.heard.push(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => this.heard.push(`uncaught: ${error.error().message}`));
  }

  /** Of the run. @param more ends it. */
  address(more = ''): string {
    return `${this.server.url}?${this.query}${more}`;
  }

  /** A new tab on the run's address becomes the visitor's. */
  open(more = ''): Promise<void> {
    return this.visit(this.address(more));
  }

  /** A new tab on any address becomes the visitor's. */
  async visit(address: string): Promise<void> {
    this.tab = await this.context.newPage();
    await this.tab.goto(address, { waitUntil: 'commit' });
  }

  /** Closes what a fault has opened. */
  onEnd(close: () => Promise<void>): void {
    this.ends.push(close);
  }

  async end(): Promise<void> {
    for (const close of this.ends) await close();
    await this.opened.close().catch(() => {}); // it may have been killed
  }

  /** The visitor loses the tab and opens the address again. */
  async comeBack(): Promise<void> {
    const lost = this.tab;
    await this.open();
    await lost.close();
  }

  /** The browser begins again on what it has stored. */
  async restartBrowser(): Promise<void> {
    this.opened = await this.opened.restart();
    this.listen();
    await this.open();
  }

  /** The process of the tab ends. */
  async crash(): Promise<void> {
    const crashed = this.tab.waitForEvent('crash');
    const cdp = await this.cdp();
    cdp.send('Page.crash').catch(() => {}); // nobody is left to answer
    await crashed;
  }

  /** Waits until the run has trained on, and a further piece of it is in the storage. */
  async keepsOn(): Promise<void> {
    const step = (await this.shownStep()) ?? 0;
    await this.reaches(step + 1);
    await until(`a piece beyond step ${step}`, async () =>
      (await this.runs()).some((run) => run.status === 'running' && run.step > step),
    );
  }

  /** The worker that trains; others compute for it. */
  get trainer(): Worker {
    return this.worker(/\/worker-[\w-]+\.js/);
  }

  worker(script: RegExp): Worker {
    const workers = this.tab.workers();
    const found = workers.find((worker) => script.test(worker.url()));
    if (!found) throw new Error(`no worker ${script} (expected one of ${workers.map((one) => one.url())})`);
    return found;
  }

  cdp(): Promise<CDPSession> {
    return this.context.newCDPSession(this.tab);
  }

  button(name: string | RegExp): Locator {
    return this.tab.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  /** To a tab of the page. */
  link(name: string): Locator {
    return this.tab.getByRole('navigation').getByRole('link', { name, exact: true });
  }

  chooseTask(label: string): Promise<unknown> {
    return this.tab.getByLabel('Task', { exact: true }).selectOption({ label });
  }

  /** A button in the line about the run of an earlier visit. */
  returnedTool(name: string): Locator {
    return this.tab
      .getByRole('status')
      .filter({ hasText: RETURNED })
      .getByRole('button', { name, exact: true });
  }

  /** Presses Play, and waits for pieces in the storage and for a step beyond the last. */
  async train(): Promise<void> {
    const known = await this.runs();
    await this.button('Train it here').click();
    const piece = await until('a piece of the run', async () => {
      const runs = await this.runs();
      return runs.find(({ key, step }) => !known.some((one) => one.key === key) && step > 0);
    });
    await this.reaches(piece.step + 1);
  }

  /** Gives the visitor's step once it is at least this one. */
  reaches(step: number): Promise<number> {
    return until(`step ${step}`, async () => {
      const shown = await this.shownStep();
      return shown !== undefined && shown >= step && shown;
    });
  }

  /** The step that the page shows; undefined without a page. */
  async shownStep(): Promise<number | undefined> {
    const progress = this.tab.getByRole('region', { name: 'Run controls' }).locator('progress');
    const label = await progress.getAttribute('aria-label', { timeout: 1000 }).catch(() => undefined);
    return label ? Number(/step (\d+)/.exec(label)?.[1]) : undefined;
  }

  /** Goes on with whatever the main button offers, and waits for more steps. */
  async goOn(from: number): Promise<void> {
    const main = this.button(/^(Train it here|Go on|Train again|Pause)$/).first();
    await until('a main button', () => main.isEnabled());
    if ((await main.innerText()).trim() !== 'Pause') await main.click();
    await until(`steps beyond ${from}`, async () => {
      const step = await this.shownStep();
      return step !== undefined && step !== from && step > 0;
    });
  }

  /** A page of the same origin without content. */
  get observatory(): string {
    return `${this.server.url}${OBSERVATORY}`;
  }

  runs(): Promise<ObservedRun[]> {
    return observedRuns(this.context, this.server.url);
  }

  /** Works on the storage from another tab. */
  elsewhere<T>(work: (tab: Page) => Promise<T>): Promise<T> {
    return inObservatory(this.context, this.server.url, work);
  }

  /** What the page says that matches, as soon as it can be seen. */
  async said(pattern: RegExp): Promise<string> {
    const found = this.tab.getByText(pattern).filter({ visible: true }).first();
    await found.waitFor();
    return (await found.innerText()).replaceAll(/\s+/g, ' ').trim();
  }
}
