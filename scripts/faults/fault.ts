// A fault as data: what happens, what the visitor sees, what is lost. `docs/faults.md` lists them all.
import type { BrowserNeeds } from './browsers.ts';
import type { Scene } from './scene.ts';

export const LOSSES = {
  nothing: 'nothing',
  seconds: 'steps since the last piece, five seconds at most',
  tab: 'nothing while the tab is open; the run goes with it, and the page says so',
  record: 'the run whose bytes are damaged; it can be saved for a report',
  asked: 'what the visitor has deleted',
} as const;

/** Where the visitor is when it happens. */
type Moment = 'before the page' | 'training' | 'paused';

export interface Fault extends BrowserNeeds {
  /** Names it, on the command line too. */
  readonly name: string;
  /** What happens: a sentence. */
  readonly does: string;
  /** What the visitor sees, and can do: a sentence. */
  readonly sees: string;
  /** What stands on the page then; absent: nothing is said, and the page carries on. */
  readonly says?: RegExp;
  readonly loses: keyof typeof LOSSES;
  readonly at: Moment;
  /** Query of the run, where it is not the usual one. */
  readonly query?: string;
  /** Complaints of the browser that belong to it. */
  readonly allows?: RegExp;
  /** Part of `npm test`. */
  readonly fast?: true;
  /** Lets it happen, up to what the visitor sees. */
  readonly provoke: (scene: Scene) => Promise<void>;
  /** What the visitor does next; absent: nothing. */
  readonly recover?: (scene: Scene) => Promise<void>;
}

export interface FaultGroup {
  readonly title: string;
  readonly faults: readonly Fault[];
}
