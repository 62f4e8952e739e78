// The settings that "Set it up for me" drafts.
import { presetFor } from '../config/presets.ts';
import type { RunConfig } from '../config/schema.ts';

/** The drafted settings with a step's own. A step that names task or method begins from their preset; the seed stays. */
export function setUpConfig(draft: RunConfig, change: Partial<RunConfig>): RunConfig {
  const names = change.task !== undefined || change.method !== undefined;
  const base = names ? presetFor(change.task ?? draft.task, change.method ?? draft.method) : draft;
  return { ...base, ...change, seed: draft.seed };
}
