// Answers from outside that may never come: files, adapters, devices. Each wait has a name, so that whoever sees nothing
// happen for long can say what is missing.
import { SILENT_SECONDS } from './seconds.ts';

export interface Awaited {
  /** "The model file models/tldr/model.safetensors has not arrived": completed by "after 10 s". */
  readonly missing: string;
  /** Whether a device is waited for, which another backend would not be. */
  readonly ofDevice?: boolean;
}

const open: { readonly what: Awaited; readonly begun: number }[] = [];
/** Increases with everything that happens. */
let signs = 0;

/** Something is going on. */
export function signOfLife(): void {
  signs++;
}

/** Whoever is told something sees that something happens. */
export const withSignOfLife =
  <T>(tell: (what: T) => void) =>
  (what: T): void => {
    signOfLife();
    tell(what);
  };

/** @param ask is given what to call when the answer comes in parts. */
export async function awaited<T>(what: Awaited, ask: (isAlive: () => void) => Promise<T>): Promise<T> {
  const wait = { what, begun: ++signs };
  open.push(wait);
  try {
    return await ask(signOfLife);
  } finally {
    open.splice(open.indexOf(wait), 1);
    signs++;
  }
}

export interface Silence {
  /** A sentence. */
  readonly message: string;
  readonly ofDevice: boolean;
}

/** Watches one piece of work at a time. Seconds are counted one by one, since laptops sleep. */
export class SilenceWatch {
  private timer?: ReturnType<typeof setTimeout>;
  private told?: Silence;

  /** @param tell of a silence, and of its end. */
  constructor(private readonly tell: (silence: Silence | undefined) => void) {}

  /** Whether nothing has happened for long. */
  get isSilent(): boolean {
    return this.told !== undefined;
  }

  /** Whether a device is known to be silent. */
  get isDeviceSilent(): boolean {
    return this.told?.ofDevice === true;
  }

  /** @param other what is missing if no wait with a name has begun since. */
  begin(other: Awaited): void {
    const first = ++signs;
    let seen = signs;
    let seconds = 0;
    const count = () => {
      this.timer = setTimeout(count, 1000);
      if (signs !== seen) {
        seen = signs;
        seconds = 0;
        this.over();
        return;
      }
      seconds++;
      if (seconds !== SILENT_SECONDS) return;
      const { missing, ofDevice = false } = open.findLast(({ begun }) => begun >= first)?.what ?? other;
      this.told = { message: `${missing} after ${SILENT_SECONDS} s.`, ofDevice };
      this.tell(this.told);
    };
    clearTimeout(this.timer);
    this.timer = setTimeout(count, 1000);
  }

  end(): void {
    clearTimeout(this.timer);
    this.over();
  }

  private over(): void {
    if (this.told) this.tell(undefined);
    this.told = undefined;
  }
}
