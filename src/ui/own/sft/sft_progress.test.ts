import { describe, expect, it } from 'vitest';
import type { SftNews } from '../../../worker/sft_protocol.ts';
import { begun, type SftTraining, withReply } from './sft_progress.ts';
import { lossSeries } from './sft_series.ts';

const told = (...news: readonly SftNews[]): SftTraining =>
  news.reduce((training, progress) => withReply(training, { type: 'progress', progress }), begun(10));

const evaluation = (step: number, validationLoss?: number): SftNews => ({
  kind: 'evaluation',
  step,
  validationLoss,
  isBest: false,
  samples: [{ prompt: '', text: `after ${step}`, ended: true }],
});
const steps = (...losses: readonly number[]): SftNews => ({
  kind: 'steps',
  steps: losses.map((loss, i) => ({ step: i + 1, loss })),
});

describe('a supervised training in the panel', () => {
  it('collects steps, held-out losses and the newest samples', () => {
    const training = told(
      { kind: 'vocabulary', done: 300, all: 512 },
      { kind: 'ready', parameters: 7, notes: ['A.'] },
      evaluation(0, 5),
      steps(5, 4),
      evaluation(2, 4.5),
    );
    expect(training).toMatchObject({
      status: 'running',
      preparing: undefined,
      parameters: 7,
      notes: ['A.'],
      heldOut: [
        { step: 0, validationLoss: 5 },
        { step: 2, validationLoss: 4.5 },
      ],
      samples: { step: 2, texts: [{ text: 'after 2' }] },
    });
    expect(training.steps.map(({ loss }) => loss)).toEqual([5, 4]);
    expect(told({ kind: 'encoding', done: 1, all: 9 }).preparing).toEqual({
      kind: 'encoding',
      done: 1,
      all: 9,
    });
  });

  it('ends as made or as failed', () => {
    const result = { files: [], notes: [], steps: 2, seconds: 1, backend: 'CPU' };
    expect(withReply(told(), { type: 'result', result })).toMatchObject({ status: 'made', result });
    expect(withReply(told(), { type: 'failed', message: 'no room' })).toMatchObject({
      status: 'failed',
      problem: 'no room',
    });
  });

  it('draws the held-out loss on top, and only where there is one', () => {
    const series = lossSeries(told(steps(5, 4, 3), evaluation(3, 3.5)));
    expect(series.map(({ id }) => id)).toEqual(['held-out', 'smoothed', 'batch']);
    expect(series[0].points).toEqual([{ x: 3, y: 3.5 }]);
    expect(series[2].points).toEqual([
      { x: 1, y: 5 },
      { x: 2, y: 4 },
      { x: 3, y: 3 },
    ]);
    expect(lossSeries(told(steps(5), evaluation(1))).map(({ id }) => id)).toEqual(['smoothed', 'batch']);
  });
});
