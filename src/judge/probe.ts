// Whether a judge answers at all, before anything is spent on it.
import { following } from './abort.ts';
import { Asker } from './asker.ts';
import { realEnvironment } from './environment.ts';
import { type FaultKind, JudgeFault } from './fault.ts';
import { problemSentence } from './sentences.ts';
import type { JudgeSettings } from './settings.ts';

export type ProbeResult =
  | { readonly ok: true; readonly seconds: number }
  /** One sentence for the visitor with the way out. */
  | { readonly ok: false; readonly kind: FaultKind; readonly problem: string };

/** The least that every server takes. */
const TINY_ANSWER_TOKENS = 16;

/** One tiny request without retries. Rejects only with the signal's reason once it aborts. */
export async function probe(settings: JudgeSettings, signal?: AbortSignal): Promise<ProbeResult> {
  const start = performance.now();
  const { controller, release } = following(signal);
  try {
    const asker = new Asker({ ...settings, retries: 0 }, realEnvironment, controller.signal);
    await asker.ask([{ role: 'user', content: 'Reply with the word: ready' }], TINY_ANSWER_TOKENS);
    return { ok: true, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    if (!(error instanceof JudgeFault)) throw error;
    return { ok: false, kind: error.kind, problem: problemSentence(error, settings) };
  } finally {
    release();
  }
}
