// A lesson's part of the state: what is noted, and predictions that follow their runs through a reload.
import { describe, expect, it } from 'vitest';
import { defaults } from '../config/presets.ts';
import type { KeptRun } from '../storage/runs/kept_run.ts';
import { emptyRun } from './empty_run.ts';
import { initialState, type PageEvent, type PageState } from './page_state.ts';
import { reduceAll } from './reducer.ts';

const CONFIG = defaults.strings;
const fresh = { step: 'learn', passed: {}, log: [], predictions: {} };
const value = { reward: 2, kl: 1, why: 1 } as const;
const opened: PageEvent = { type: 'lesson-opened', lesson: 'frontier', progress: fresh };
const asked: PageEvent = { type: 'prediction-asked', asked: { question: 'bet', form: 'place', value } };
const reduced = (events: readonly PageEvent[], from: PageState = initialState(CONFIG)) =>
  reduceAll(from, events);
const started = (runId: number): PageEvent => ({ type: 'run-started', runId, config: CONFIG });
const kept = { key: 'ab12-cd34' } as KeptRun;

describe('a lesson', () => {
  it('notes what the learner did only while it is open', () => {
    const deed: PageEvent = { type: 'learner-did', event: { type: 'chose-point', at: 1, step: 3 } };
    expect(reduced([deed]).learning.log).toEqual([]);
    expect(reduced([opened, deed]).learning.log).toHaveLength(1);
    expect(reduced([opened, deed, { type: 'lesson-closed' }]).learning).toMatchObject({ log: [], step: '' });
  });

  it('begins a step with an event of its own', () => {
    const { learning } = reduced([opened, { type: 'lesson-turned', step: 'cost', at: 5 }]);
    expect(learning).toMatchObject({ step: 'cost', log: [{ type: 'entered', at: 5, step: 'cost' }] });
  });
});

describe('a prediction', () => {
  it('is locked by the run that starts, and noted', () => {
    const { learning } = reduced([opened, started(4), asked, { type: 'prediction-locked', runId: 4, at: 9 }]);
    expect(learning.predictions).toEqual({ 4: value });
    expect(learning.asked).toBeUndefined();
    expect(learning.log).toEqual([{ type: 'predicted', at: 9, question: 'bet', value }]);
  });

  it('that nobody has drawn is not locked', () => {
    const blank: PageEvent = { type: 'prediction-asked', asked: { question: 'bet', form: 'place' } };
    const { learning } = reduced([opened, started(4), blank, { type: 'prediction-locked', runId: 4, at: 9 }]);
    expect(learning.predictions).toEqual({});
    expect(learning.log).toEqual([]);
  });

  it('finds its run again after a reload, under another id', () => {
    const before = reduced([
      opened,
      started(4),
      asked,
      { type: 'prediction-locked', runId: 4, at: 9 },
      { type: 'run-kept', runId: 4, kept },
    ]).learning;
    expect(before.keptPredictions).toEqual({ [kept.key]: value });
    const progress = { ...fresh, predictions: before.keptPredictions };
    const restored: PageEvent = { type: 'runs-restored', runs: [{ ...emptyRun(1, CONFIG), kept }] };
    const open: PageEvent = { type: 'lesson-opened', lesson: 'frontier', progress };
    expect(reduced([restored, open]).learning.predictions).toEqual({ 1: value });
    expect(reduced([open, restored]).learning.predictions).toEqual({ 1: value });
  });
});
