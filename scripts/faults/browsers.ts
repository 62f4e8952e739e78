// Browsers for faults: one that most share, each in a storage of its own, and one process a fault where it is to die.
// Every storage begins with the same run of an earlier visit.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright';
import { sandboxArguments, softwareGpuArguments } from '../lib/browser.mjs';

/** Names of Chromium's processes. */
type ProcessType =
  | 'browser'
  | 'renderer'
  | 'GPU'
  | 'network.mojom.NetworkService'
  | 'storage.mojom.StorageService';

export interface OpenBrowser {
  readonly context: BrowserContext;
  /** Ends all processes of a type at once, as the kernel does where memory is short. */
  kill(type: ProcessType): Promise<void>;
  /** Stops all its processes for as long as the work takes, as a sleeping computer does. */
  suspended(work: () => Promise<unknown>): Promise<void>;
  /** Begins again on the same profile. */
  restart(): Promise<OpenBrowser>;
  close(): Promise<void>;
}

export interface Browsers {
  open(fault: BrowserNeeds): Promise<OpenBrowser>;
  close(): Promise<void>;
}

/** What a fault asks of its browser. */
export interface BrowserNeeds {
  /** A browser of its own, which may be killed; `gpu`: with a software adapter. Absent: one that others share. */
  readonly browser?: 'own' | 'gpu';
  /** The page may keep itself for a time without a network. */
  readonly serviceWorker?: true;
  /** Preferences of that browser's profile. */
  readonly preferences?: object;
}

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

const viewport = { width: 1280, height: 800 };
const serviceWorkersOf = ({ serviceWorker }: BrowserNeeds) => (serviceWorker ? 'allow' : 'block');
const argumentsOf = (gpu: boolean) => [...sandboxArguments, ...(gpu ? softwareGpuArguments : [])];

async function processesOf(browser: Browser) {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
  return processInfo;
}

async function suspended(browser: Browser, work: () => Promise<unknown>): Promise<void> {
  const processes = await processesOf(browser);
  const send = (signal: NodeJS.Signals) => processes.forEach(({ id }) => void process.kill(id, signal));
  send('SIGSTOP');
  await work();
  send('SIGCONT');
}

async function killed(browser: Browser, type: ProcessType): Promise<void> {
  const processes = await processesOf(browser);
  const found = processes.filter((one) => one.type === type);
  if (found.length === 0) throw new Error(`no process ${type} (${processes.map((one) => one.type)})`);
  const gone =
    type === 'browser' && new Promise<void>((resolve) => browser.once('disconnected', () => resolve()));
  for (const { id } of found) process.kill(id, 'SIGKILL');
  await gone;
}

async function ofProfile(executablePath: string, profile: string, needs: BrowserNeeds): Promise<OpenBrowser> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport,
    args: argumentsOf(needs.browser === 'gpu'),
    serviceWorkers: serviceWorkersOf(needs),
  });
  return {
    context,
    kill: (type) => killed(context.browser()!, type),
    suspended: (work) => suspended(context.browser()!, work),
    restart: () => ofProfile(executablePath, profile, needs),
    close: () => context.close(),
  };
}

/** @param visit leaves a run in the storage of a new profile. */
export async function openBrowsers(
  executablePath: string,
  visit: (browser: OpenBrowser) => Promise<void>,
): Promise<Browsers> {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  const visited = join(folder, 'visited');
  const first = await ofProfile(executablePath, visited, {});
  await visit(first);
  const storageState: StorageState = await first.context.storageState({ indexedDB: true });
  await first.close();
  let shared: Browser | undefined;
  let profiles = 0;

  async function ofItsOwn(needs: BrowserNeeds) {
    const profile = join(folder, `profile-${profiles++}`);
    cpSync(visited, profile, { recursive: true });
    if (needs.preferences) {
      mkdirSync(join(profile, 'Default'), { recursive: true });
      writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(needs.preferences));
    }
    return ofProfile(executablePath, profile, needs);
  }

  async function ofAll(needs: BrowserNeeds): Promise<OpenBrowser> {
    shared ??= await chromium.launch({ executablePath, args: argumentsOf(false) });
    const context = await shared.newContext({
      storageState,
      viewport,
      serviceWorkers: serviceWorkersOf(needs),
    });
    const alone = () => {
      throw new Error('this browser is shared (expected a fault with `browser`)');
    };
    return { context, kill: alone, suspended: alone, restart: alone, close: () => context.close() };
  }

  return {
    open: (fault) => (fault.browser ? ofItsOwn(fault) : ofAll(fault)),
    async close() {
      await shared?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
