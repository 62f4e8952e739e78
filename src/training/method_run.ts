// A run's method as the loop asks it. Where a method has no hook, the answer is the settings' own.
import type { RunConfig } from '../config/schema.ts';
import type { ModelConfig } from '../model/config.ts';
import type { TokenBatch } from '../model/language_model.ts';
import { type Row, taskBatch } from '../model/rows.ts';
import type { ReplayGroup, RunFigures, ScoredGroup } from '../objectives/group.ts';
import { type AnyMethod, objectives } from '../objectives/index.ts';
import {
  type BatchContext,
  type CarriedState,
  type Carry,
  type SampleSource,
  type Schedule,
  sampleSource,
} from '../objectives/method.ts';
import type { Prompt, RunTask } from '../tasks/task.ts';

/** A list for a list, a number for a number. A method may carry a number from its first round on. */
const isLike = (given: CarriedState[string], atFirst: CarriedState[string]): boolean =>
  Array.isArray(atFirst)
    ? Array.isArray(given)
    : typeof given === 'number' || (given === undefined && atFirst === undefined);

export class MethodRun {
  private readonly carry?: Carry<RunConfig>;
  /** What it carries at first. */
  private readonly carried: CarriedState;

  constructor(
    private readonly task: RunTask,
    model: ModelConfig,
    /** The settings as they stand. */
    private readonly config: () => RunConfig,
  ) {
    this.carry = this.method.carry?.(model, config());
    this.carried = this.carry?.save() ?? {};
  }

  private get method(): AnyMethod {
    return objectives[this.config().method];
  }

  get source(): SampleSource {
    return sampleSource(this.method, this.config());
  }
  /** Samples come from a snapshot of the policy, and not from elsewhere. */
  get followsPolicy(): boolean {
    return this.source === 'policy' || this.source === 'gated';
  }
  get schedule(): Schedule {
    return this.method.schedule?.(this.config()) ?? this.config();
  }
  /** Groups in one batch as the settings stand. */
  get groupsPerBatch(): number {
    return this.groupsPerBatchWith(this.config());
  }
  /** Whether it needs an even number of samples in a group. */
  get makesPairs(): boolean {
    return this.method.paired === true || this.source === 'preferences';
  }
  /** Pairs of preferences are smaller groups, so there are more of them in a batch. */
  groupsPerBatchWith({ groupsPerBatch, samplesPerPrompt }: RunConfig): number {
    return this.source === 'preferences' ? (groupsPerBatch * samplesPerPrompt) / 2 : groupsPerBatch;
  }

  /** Responses an answer is chosen from after so many steps. */
  choices(step: number): number {
    return this.method.choices?.(this.config(), step) ?? 1;
  }

  /** What the policy is asked with. */
  askedWith({ tokens }: Prompt): readonly number[] {
    return this.carry?.askedWith?.(tokens) ?? tokens;
  }

  /** How an answer is asked for after so many steps. */
  asking(step: number) {
    return { askedWith: (prompt: Prompt) => this.askedWith(prompt), choices: this.choices(step) };
  }

  /** Rows of whole groups as they are trained on, prompt-major. */
  batch(groups: readonly Pick<ScoredGroup, 'prompt' | 'completions' | 'reward'>[]): TokenBatch {
    const trainedBehind = this.carry?.trainedBehind;
    const config = this.config();
    const rows: Row[] = [];
    for (const { prompt, completions, reward } of groups)
      for (let i = 0; i < completions.length; i++)
        rows.push({
          prompt: trainedBehind?.(prompt.tokens, reward[i], config) ?? prompt.tokens,
          completion: completions[i].tokens,
        });
    return taskBatch(this.task, rows);
  }

  /** A round's groups, with what the method adds. */
  weigh(groups: readonly ReplayGroup[]): readonly ReplayGroup[] {
    return this.carry?.weigh?.(groups, this.config()) ?? groups;
  }

  get figures(): RunFigures {
    return this.carry?.figures?.() ?? {};
  }

  async batchFigures(models: Omit<BatchContext, 'task'>): Promise<RunFigures> {
    return (await this.method.batchFigures?.({ task: this.task, ...models }, this.config())) ?? {};
  }

  save(): CarriedState | undefined {
    return this.carry?.save();
  }
  /** Begins anew without a state. Throws on one that no run of the method saves. */
  load(state: CarriedState | undefined): void {
    const { carried } = this;
    if (!state) return;
    const known = Object.keys(carried);
    const odd = Object.keys({ ...carried, ...state }).find(
      (name) => !known.includes(name) || !isLike(state[name], carried[name]),
    );
    if (odd !== undefined)
      throw new Error(`invalid checkpoint: carried ${odd} (expected ${known.join(', ') || 'nothing'})`);
    this.carry?.load(state);
  }
}
