// How fast a backend is at a run's work: a prompt's samples are drawn, scored and trained on, over and over for a tenth
// of a second.
import type { RunConfig } from '../config/schema.ts';
import { rowsOf, taskBatch, tokenCoefficients } from '../model/rows.ts';
import type { ActiveBackend, Workload } from './backend.ts';
import { loadTask } from './load_task.ts';
import type { LoadModel } from './model_files.ts';
import type { WorkerEvent } from './protocol.ts';
import { priorOf } from './run_models.ts';

const LONG_ENOUGH_MS = 100;
const MOST_SAMPLES = 32;
const ADAM = { learningRate: 1e-4, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, gradientClip: 1 };

export async function workloadOf(
  config: RunConfig,
  loadModel: LoadModel,
  emit: (event: WorkerEvent) => void,
): Promise<Workload> {
  const { samplesPerPrompt } = config;
  const task = await loadTask(config);
  const [prompt] = task.prompts('validation');
  const request = {
    prompts: [prompt.tokens],
    samplesPerPrompt: Math.min(MOST_SAMPLES, samplesPerPrompt),
    maxNewTokens: task.maxCompletionTokens,
    temperature: 1,
    eos: task.tokenizer.eos,
    seed: 1,
    round: 0,
    promptKeys: [prompt.id],
  };
  return {
    ...(await priorOf(config, loadModel)),
    progress: (done, total) => emit({ type: 'preparing', done, total }),
    async unit(model) {
      const batch = taskBatch(task, rowsOf(prompt.tokens, await model.generate(request)));
      await model.logProbs(batch);
      await model.backward(tokenCoefficients(batch, Array(batch.rows).fill(1 / batch.rows), 'sum'));
      await model.step(ADAM);
    },
  };
}

/** The first unit is not timed, since it compiles and makes room. */
export async function unitsPerSecond(
  { createModel }: ActiveBackend,
  { config, parameters, progress, unit }: Workload,
  now = () => performance.now(),
): Promise<number> {
  const model = await createModel(config, parameters, true, progress);
  try {
    await unit(model);
    const startMs = now();
    let units = 0;
    let elapsedMs = 0;
    while (elapsedMs < LONG_ENOUGH_MS) {
      await unit(model);
      units++;
      elapsedMs = now() - startMs;
    }
    return (1000 * units) / elapsedMs;
  } finally {
    model.dispose();
  }
}
