// What a run's models write for a person to judge: pairs of the starting model, and answers before and after.
import { Stream } from '../random/stream.ts';
import { type BeforeAfter, drawAnswerPairs, judgedAnswer } from '../reward/taste/pairs.ts';
import { isGivenTask } from '../tasks/task.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';
import { respond } from './views.ts';

type Answering = Pick<Run, 'id' | 'task' | 'models' | 'training'>;

/** None where the task has no words. */
export async function pairsFor(
  { task, models }: Answering,
  { type, ...asked }: Extract<Command, { type: 'pairs' }>,
): Promise<WorkerEvent> {
  const pairs =
    task.features && isGivenTask(task) ? await drawAnswerPairs({ ...asked, task, prior: models.prior }) : [];
  return { type, task: task.name, ...asked, pairs };
}

const PROMPTS = 4;

/** Answers of both models to test prompts, from the same noise. */
export async function beforeAndAfter(run: Answering, seed: number): Promise<WorkerEvent> {
  const { task, models, training } = run;
  const step = training.progress.step;
  const stream = Stream.fromSeed(seed).split('before and after', task.name);
  const answers: BeforeAfter[] = [];
  if (!task.features || !isGivenTask(task)) return { type: 'before-after', runId: run.id, step, answers };
  for (const prompt of stream.choose(task.prompts('test'), PROMPTS)) {
    const before = await respond(run, models.prior, prompt, { tokens: prompt.tokens, choices: 1, seed });
    const tokens = training.method.askedWith(prompt);
    const choices = training.method.choices(step);
    const after = await respond(run, models.policy, prompt, { tokens, choices, seed });
    const [was, is] = [before, after].map((written) => judgedAnswer(task, prompt, [...written.tokens]));
    answers.push({ promptText: prompt.text, before: was, after: is });
  }
  return { type: 'before-after', runId: run.id, step, answers };
}
