// Worker entry that fits one reward model to a visitor's pairs. Terminating the worker stops it.
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import { readData } from '../own/data/read_data.ts';
import { fitPairs, type PairProgress } from '../own/reward/pairs/fit_pairs.ts';
import { sourceOf } from '../own/workshop/open_setup.ts';
import { browserBackends } from './browser_backends.ts';
import type { PairsQuestion, PairsResult, StopPairs } from './pairs_protocol.ts';
import { type AnswerContext, answerRequests } from './request.ts';

let stopped = false;
addEventListener('message', ({ data }: MessageEvent<StopPairs | object>) => {
  if ('type' in data && data.type === 'stop') stopped = true;
});

answerRequests(
  async (
    { data, files, adapter, backend: name, ...request }: PairsQuestion,
    { progress, fail }: AnswerContext<PairProgress>,
  ): Promise<PairsResult> => {
    const start = performance.now();
    const reading = await readData(sourceOf(data));
    if ('refusal' in reading) throw new Error(reading.refusal);
    const backend = await browserBackends().activate(name);
    void backend.failed.then(({ message }) => fail(message));
    try {
      const { rows, report } = reading;
      const fitted = await fitPairs(
        { ...request, rows, unit: report.unit, files: files.map(sourceOf), adapter: adapter?.map(sourceOf) },
        {
          createModel: ({ config, parameters }) => backend.createModel(config, parameters, true, () => {}),
          async tell(news) {
            progress(news);
            await yieldToMessages();
          },
          isStopped: () => stopped,
        },
      );
      return { ...fitted, seconds: (performance.now() - start) / 1000, computedOn: backend.info.label };
    } finally {
      backend.release();
    }
  },
);
