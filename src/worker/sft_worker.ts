// Worker entry for one supervised training of a visitor's own. Terminating the worker stops it.
import { PauseGate } from '../event_loop/pause_gate.ts';
import { WorkClock } from '../event_loop/work_clock.ts';
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import type { ByteSource } from '../formats/byte_source.ts';
import { readData } from '../own/data/read_data.ts';
import { fineTune, type SftProgress } from '../own/sft/fine_tune.ts';
import { type Lengths, measureLengths } from '../own/sft/lengths.ts';
import type { SftRequest, SftStart } from '../own/sft/sft_request.ts';
import { sourceOf } from '../own/workshop/open_setup.ts';
import type { NamedBlob } from '../own/workshop/own_setup.ts';
import type { SupervisedTraining } from '../training/sft/sft.ts';
import { browserBackends } from './browser_backends.ts';
import { type AnswerContext, answerRequests } from './request.ts';
import { SftKeeper } from './sft_keeper.ts';
import type { SftControl, SftNews, SftPlan, SftQuestion, SftResult, SftStep } from './sft_protocol.ts';

const POST_INTERVAL_MS = 150;

const pauses = new PauseGate();
let isStopped = false;
/** Of the training under way. One that has not begun ends where it begins. */
let stop = () => {
  isStopped = true;
};

addEventListener('message', ({ data }: MessageEvent<SftControl | object>) => {
  if (!('type' in data)) return;
  if (data.type === 'pause') pauses.pause();
  if (data.type === 'stop') stop();
  if (data.type === 'resume' || data.type === 'stop') pauses.resume();
});

function startOf(start: SftStart<NamedBlob>): SftStart<ByteSource> {
  if (start.kind === 'model')
    return { ...start, files: start.files.map(sourceOf), adapter: start.adapter?.map(sourceOf) };
  return { ...start, tokenizer: start.tokenizer?.map(sourceOf) };
}

/** Reads the data. Throws a sentence where they are refused. */
async function requestOf(
  { data, separator, start, ...plan }: SftPlan,
  progress: (news: SftNews) => void,
): Promise<SftRequest<ByteSource>> {
  const onProgress = (done: number, all: number) => progress({ kind: 'reading', done, all });
  const reading = await readData(sourceOf(data), { separator, onProgress });
  if ('refusal' in reading) throw new Error(reading.refusal);
  return { ...plan, rows: reading.rows, unit: reading.report.unit, start: startOf(start) };
}

/** Steps are told in bundles, everything else at once. */
function teller(progress: (news: SftNews) => void, clock: WorkClock) {
  let steps: SftStep[] = [];
  let postAtMs = 0;
  const postSteps = () => {
    if (steps.length > 0) progress({ kind: 'steps', steps });
    steps = [];
    postAtMs = performance.now() + POST_INTERVAL_MS;
  };
  return async (news: SftProgress, onEvaluation: () => Promise<void>): Promise<void> => {
    if (news.kind === 'step') {
      steps.push({ step: news.step, loss: news.loss });
      if (performance.now() >= postAtMs) postSteps();
      await yieldToMessages();
    } else {
      postSteps();
      progress(news);
      if (news.kind === 'evaluation') await onEvaluation();
    }
    if (!pauses.opening) return;
    postSteps();
    await clock.restUntil(pauses.opening);
  };
}

async function train(
  { plan, backend: name, goesOn = false }: SftQuestion,
  { progress, fail }: AnswerContext<SftNews>,
): Promise<SftResult> {
  const keeper = await SftKeeper.of(plan, goesOn);
  const clock = new WorkClock(keeper.before?.seconds);
  for (const news of keeper.before?.told ?? []) progress(news);
  const request = await requestOf(plan, progress);
  const tell = teller((news) => {
    keeper.note(news);
    progress(news);
  }, clock);
  let training: Pick<SupervisedTraining, 'save'>;
  const keep = async () => progress(await keeper.keep(training, clock.seconds));
  const backend = await browserBackends().activate(name);
  void backend.failed.then(({ message }) => fail(message));
  try {
    const made = await fineTune(request, {
      createModel: ({ config, parameters }) =>
        backend.createModel(config, parameters, true, (done, all) =>
          progress({ kind: 'preparing', done, all }),
        ),
      tell: (news) => tell(news, keep),
      onTraining: (begun) => {
        training = begun;
        stop = () => begun.stop();
        if (isStopped) stop();
      },
      state: keeper.before?.state,
    });
    return { ...made, seconds: clock.seconds, backend: backend.info.label };
  } finally {
    backend.release();
  }
}

answerRequests(
  async (question: SftQuestion, context: AnswerContext<SftNews>): Promise<SftResult | Lengths> => {
    const { kind, plan } = question;
    if (kind === 'training') return train(question, context);
    const request = await requestOf(plan, context.progress);
    return measureLengths(request, (done, all) => context.progress({ kind: 'encoding', done, all }));
  },
);
