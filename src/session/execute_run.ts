// One run of an experiment, from the prior to its test answers. It evaluates at intervals and keeps the parameters
// with the best validation win-rate. Those answer the test prompts (the paper, section 6).
import {
  type Evaluation,
  type ExactPoint,
  type KlRound,
  mayBeChosen,
  type RunOutcome,
  type RunRequest,
} from '../experiments/run_outcome.ts';
import type { RunProgress } from '../experiments/run_queue.ts';
import type { Parameters } from '../model/parameters.ts';
import { taskOf } from '../tasks/index.ts';
import type { ActiveBackend } from './backend.ts';
import type { LoadModel } from './model_files.ts';
import type { FrontierPoint } from './protocol.ts';
import { reachableFrontier } from './reachable.ts';
import { Run } from './run.ts';

export interface ExecutionOptions {
  readonly backend: ActiveBackend;
  readonly loadModel: LoadModel;
  readonly version: string;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Awaited between units of work, and inside long ones: it waits while the queue is paused, and throws to cancel the run. */
  readonly gate?: () => Promise<void>;
}

/** A small model takes thousands of steps a second, and nobody reads as many. */
const PROGRESS_INTERVAL_MS = 100;

/** The paper's choice: the best validation win-rate; the first of equals wins. */
export const isBetter = (candidate: Evaluation, best: Evaluation | undefined): boolean =>
  !best || candidate.winRate.rate > best.winRate.rate;

/** Test answers of the present policy: first one to each prompt, then the next to each. */
async function testAnswersOf({ task, training }: Run, count: number): Promise<RunOutcome['test']> {
  if (count === 0) return [];
  const prompts = task.prompts('test').slice(0, count);
  const { answers } = await training.answers(prompts, Math.ceil(count / prompts.length));
  const perPrompt = answers.length / prompts.length;
  // A judge of the first few answers then sees many prompts.
  const byTurns = Array.from({ length: perPrompt }, (_, turn) =>
    prompts.map((_, p) => answers[p * perPrompt + turn]),
  ).flat();
  return byTurns.map(({ prompt, completion, reward, goldResponseReward }) => ({
    promptId: prompt.id,
    tokens: [...completion.tokens],
    reward,
    goldResponseReward,
  }));
}

async function frontierOf(run: Run, gate: () => Promise<void>): Promise<readonly FrontierPoint[]> {
  if (run.exactFrontier) return run.exactFrontier;
  const { task, models } = run;
  const { evaluationPrompts, seed } = run.config;
  const prompts = task.prompts('validation').slice(0, evaluationPrompts);
  const rewards = prompts.map((): number[] => []);
  let points: readonly FrontierPoint[] = [];
  for await (const estimate of reachableFrontier({ task, models, prompts, seed, rewards })) {
    await gate();
    points = estimate?.points ?? points;
  }
  return points;
}

/** Throws if the run cannot be loaded, its device fails, or a step is not finite. */
export async function executeRun(
  { key, config, testAnswers, frontier }: RunRequest,
  { backend, loadModel, version, onProgress = () => {}, gate = async () => {} }: ExecutionOptions,
): Promise<RunOutcome> {
  const date = new Date().toISOString();
  const start = performance.now();
  const task = taskOf(config);
  const run = await Run.open({ id: 0, task, config, loadModel, backend, gate });
  try {
    await run.openExactView();
    const markov = await run.openMarkovView();
    if (frontier) await markov?.trace(gate);
    const evaluations: Evaluation[] = [];
    const exact: ExactPoint[] = [];
    const klRounds: KlRound[] = [];
    let nextProgressMs = 0;
    let best: { readonly evaluation: Evaluation; readonly parameters: Parameters } | undefined;

    const recordEvaluation = async (evaluation: Evaluation) => {
      evaluations.push(evaluation);
      const enumerated = await run.exactEvaluation(evaluation.round);
      let point: ExactPoint | undefined;
      if (enumerated) {
        const { klPolicyPrior: kl, expectedReward: reward, klPosteriorPolicy } = enumerated.metrics;
        const { bestReward } = enumerated;
        point = { step: evaluation.step, kl, reward, klPosteriorPolicy, bestReward };
      } else point = run.markovPoint();
      if (point) exact.push(point);
      if (mayBeChosen(config.task, evaluation) && isBetter(evaluation, best?.evaluation))
        best = { evaluation, parameters: await run.models.policy.snapshot() };
      const { step, totalSteps } = run.training.progress;
      onProgress({ step, totalSteps, checkpoint: evaluation, exact: point });
    };

    await recordEvaluation(run.evaluation(await run.training.evaluate(), 0));
    for (let finished = false; !finished; ) {
      await gate();
      const { advance } = await run.advance();
      if (advance.kind === 'weighed') {
        const report = await run.klReport(advance.groups);
        if (report) klRounds.push(report);
      } else if (advance.kind === 'stepped') {
        if (advance.result.skipped)
          throw new Error(
            `step ${run.training.progress.step} was not finite (${advance.result.skipped}): lower the learning rate or raise gamma`,
          );
        const { step, totalSteps } = run.training.progress;
        if (performance.now() >= nextProgressMs) {
          nextProgressMs = performance.now() + PROGRESS_INTERVAL_MS;
          onProgress({ step, totalSteps });
        }
      } else if (advance.kind === 'evaluated')
        await recordEvaluation(run.evaluation(advance.evaluation, advance.round));
      finished = advance.kind === 'finished';
    }
    run.models.policy.restore(best!.parameters);
    return {
      key,
      config,
      checkpoints: evaluations,
      chosenStep: best!.evaluation.step,
      test: await testAnswersOf(run, testAnswers),
      frontier: frontier ? await frontierOf(run, gate) : [],
      exact,
      klRounds,
      provenance: {
        backend: backend.info.label,
        date,
        seconds: (performance.now() - start) / 1000,
        version,
      },
    };
  } finally {
    run.dispose();
  }
}
