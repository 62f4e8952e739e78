// Remembers that the graphics device failed while the page started, so that the next start does not fail in the same way.
// A mark is set before the device is first used, and cleared when it has worked or the tab is closed in the usual way: a
// tab that was killed leaves it. It lies with the tab; that the device failed under a page that lived on, with the browser.
import type { BackendName, Command, WorkerEvent } from '../session/protocol.ts';
import { readText, removeText, type StoredIn, writeText } from '../storage/web_storage.ts';

const KEY = 'gpu-start';
/** A driver may be better tomorrow. */
const LASTS_MS = 24 * 3600 * 1000;

export const GPU_FAILED =
  'The graphics device failed when this page last started, so it computes on the CPU. Choose WebGPU above to try it again.';

const isGpu = (name: BackendName): boolean => name.endsWith('webgpu');

const isFresh = (where: StoredIn, now: number): boolean => {
  const markedMs = Number(readText(KEY, where) ?? Number.NaN);
  return markedMs <= now && now - markedMs < LASTS_MS;
};

export class GpuMark {
  /** Whether the last start failed. */
  readonly failedBefore: boolean;
  private worked = false;
  private computes?: BackendName;

  constructor(private readonly now: () => number = Date.now) {
    this.failedBefore = isFresh('tab', now()) || isFresh('browser', now());
  }

  /** A command goes to the worker, which may use a device for the first time. */
  sent(command: Command): void {
    if (this.worked || (command.type !== 'load' && command.type !== 'switch')) return;
    // Without a name a worker keeps what computes, and measures the device where nothing does yet.
    const name = command.backend ?? this.computes;
    if (name === undefined || isGpu(name)) writeText(KEY, String(this.now()), 'tab');
  }

  take(event: WorkerEvent): void {
    if (event.type === 'backend') {
      this.computes = event.backend.name;
      if (!isGpu(this.computes)) removeText(KEY, 'tab');
    }
    if (!this.worked && 'code' in event && event.code === 'device-lost')
      writeText(KEY, String(this.now()), 'browser');
    const works = event.type === 'evaluation' || event.type === 'step';
    if (works && this.computes && isGpu(this.computes)) this.clear();
  }

  /** The visitor leaves, which is no failure. */
  leave(): void {
    removeText(KEY, 'tab');
  }

  private clear(): void {
    if (this.worked) return;
    this.worked = true;
    removeText(KEY, 'tab');
    removeText(KEY, 'browser');
  }
}
