// Worker entry for one supervised training of a visitor's own. Terminating the worker stops it.
import { PauseGate } from '../event_loop/pause_gate.ts';
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import { type ByteSource, sourceOfBlob } from '../formats/byte_source.ts';
import { fineTune, type SftProgress } from '../own/sft/fine_tune.ts';
import { type Lengths, measureLengths } from '../own/sft/lengths.ts';
import type { SftRequest } from '../own/sft/sft_request.ts';
import { browserBackends } from './browser_backends.ts';
import { type AnswerContext, answerRequests } from './request.ts';
import type { NamedBlob, SftControl, SftNews, SftQuestion, SftResult, SftStep } from './sft_protocol.ts';

const POST_INTERVAL_MS = 150;

const pauses = new PauseGate();
let stop = () => {};

addEventListener('message', ({ data }: MessageEvent<SftControl | object>) => {
  if (!('type' in data)) return;
  if (data.type === 'pause') pauses.pause();
  if (data.type === 'stop') stop();
  if (data.type === 'resume' || data.type === 'stop') pauses.resume();
});

const sourcesOf = (files: readonly NamedBlob[]): ByteSource[] =>
  files.map(({ name, blob }) => sourceOfBlob(name, blob));

function withSources(request: SftRequest<NamedBlob>): SftRequest<ByteSource> {
  const { start } = request;
  if (start.kind === 'model') return { ...request, start: { ...start, files: sourcesOf(start.files) } };
  return { ...request, start: { ...start, tokenizer: start.tokenizer && sourcesOf(start.tokenizer) } };
}

/** Steps are told in bundles, everything else at once. */
function teller(progress: (news: SftNews) => void) {
  let steps: SftStep[] = [];
  let postAtMs = 0;
  const postSteps = () => {
    if (steps.length > 0) progress({ kind: 'steps', steps });
    steps = [];
    postAtMs = performance.now() + POST_INTERVAL_MS;
  };
  return async (news: SftProgress): Promise<void> => {
    if (news.kind === 'step') {
      steps.push({ step: news.step, loss: news.loss });
      if (performance.now() >= postAtMs) postSteps();
      await yieldToMessages();
    } else {
      postSteps();
      progress(news);
    }
    if (!pauses.opening) return;
    postSteps();
    await pauses.opening;
  };
}

async function train(
  { request, backend: name }: SftQuestion,
  { progress, fail }: AnswerContext<SftNews>,
): Promise<SftResult> {
  const start = performance.now();
  const backend = await browserBackends().activate(name);
  void backend.failed.then(({ message }) => fail(message));
  try {
    const made = await fineTune(withSources(request), {
      createModel: ({ config, parameters }) =>
        backend.createModel(config, parameters, true, (done, all) =>
          progress({ kind: 'preparing', done, all }),
        ),
      tell: teller(progress),
      onTraining: (training) => {
        stop = () => training.stop();
      },
    });
    return { ...made, seconds: (performance.now() - start) / 1000, backend: backend.info.label };
  } finally {
    backend.release();
  }
}

answerRequests(
  async (question: SftQuestion, context: AnswerContext<SftNews>): Promise<SftResult | Lengths> => {
    if (question.kind === 'training') return train(question, context);
    return measureLengths(withSources(question.request), (done, all) =>
      context.progress({ kind: 'encoding', done, all }),
    );
  },
);
