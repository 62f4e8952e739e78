// Reward models that the visitor trained, in place of the shipped ones. A model that does not fit its task is refused.
import type { Prior } from '../formats/prior.ts';
import { modelConfigProblem } from '../model/config_problem.ts';
import { parameterCount } from '../model/parameters.ts';
import { givenTask } from '../tasks/index.ts';
import type { Task, TaskName } from '../tasks/task.ts';
import type { LoadModel } from './model_files.ts';
import type { VisitorRewardModel, WorkerEvent } from './protocol.ts';

/** Explains why a model cannot rate the task's responses; undefined if it can. */
export function rewardModelProblem(
  { config, parameters }: Prior,
  { name, tokenizer, maxPromptTokens, maxCompletionTokens }: Task,
): string | undefined {
  const refusal = (property: string, actual: number, expected: string) =>
    `This reward model does not fit ${name}: ${property} ${actual} (expected ${expected}). What was in use stays.`;
  const longest = maxPromptTokens + maxCompletionTokens;
  if (!config.valueHead) return `This model has no value head, so it gives no reward. What was in use stays.`;
  if (config.vocabSize !== tokenizer.vocabSize)
    return refusal('vocabulary of', config.vocabSize, String(tokenizer.vocabSize));
  if (config.contextLength < longest)
    return refusal('context of', config.contextLength, `${longest} or more`);
  const problem = modelConfigProblem(config);
  if (problem) return `This reward model does not fit ${name}: ${problem}. What was in use stays.`;
  const count = parameterCount(config);
  if (parameters.values.length !== count)
    return refusal('parameters', parameters.values.length, String(count));
  if (!parameters.values.every(Number.isFinite))
    return 'This reward model has parameters that are not finite. What was in use stays.';
  return undefined;
}

export class VisitorRewardModels {
  private readonly byTask = new Map<TaskName, VisitorRewardModel>();

  /** Takes a model, or goes back to the shipped one. The event names the model that the next runs load. */
  take(task: TaskName, visitorModel?: VisitorRewardModel): WorkerEvent {
    const problem = visitorModel && rewardModelProblem(visitorModel.model, givenTask(task));
    if (!visitorModel) this.byTask.delete(task);
    else if (!problem) this.byTask.set(task, visitorModel);
    return { type: 'reward-model', task, id: this.of(task)?.id, problem };
  }

  of(task: TaskName): VisitorRewardModel | undefined {
    return this.byTask.get(task);
  }

  /** The loader for a run that begins now; later changes do not reach it. */
  loaderNow(load: LoadModel): LoadModel {
    const models = new Map(this.byTask);
    return (task, part) => {
      const model = part === 'reward' ? models.get(task)?.model : undefined;
      return model ? Promise.resolve(model) : load(task, part);
    };
  }
}
