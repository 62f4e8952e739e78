// A visitor's own model, data and reward on the page: what was given, what became of it, and whether runs may use it.
import { createStore } from 'zustand/vanilla';
import { reasonOf } from '../errors/reason.ts';
import type { FitPlan } from '../own/data/fitting/fit.ts';
import type { ModelCard } from '../own/model_card.ts';
import type { RewardFigures } from '../own/reward/reward_figures.ts';
import { adapterApart } from '../own/workshop/adapter_files.ts';
import type { OpenedSetup } from '../own/workshop/open_setup.ts';
import type { NamedBlob, OwnModelFiles, OwnSetup } from '../own/workshop/own_setup.ts';
import type { DataAnswer, FitAnswer, ModelAnswer, SamplesAnswer } from '../own/workshop/workshop.ts';
import type { OwnFilesEvent } from '../session/own_runs.ts';
import type { BackendName } from '../session/protocol.ts';
import type { OwnAnswers, OwnQuestion } from '../worker/own_protocol.ts';

/** What was asked about files: nothing yet, an answer that is awaited, the answer, or why there is none. */
export type Asked<Answer> =
  | { readonly status: 'none' }
  | { readonly status: 'asked'; readonly name: string }
  | { readonly status: 'known'; readonly name: string; readonly answer: Answer }
  | { readonly status: 'failed'; readonly name: string; readonly message: string };

interface RefusedFile {
  readonly file?: string;
  readonly message: string;
}

export interface OwnFilesState {
  /** The files that were taken. */
  readonly modelFiles?: OwnModelFiles;
  readonly dataFile?: NamedBlob;
  readonly model: Asked<{ readonly card: ModelCard }>;
  /** Why a model's files were not taken; those before them stay. */
  readonly refused?: readonly RefusedFile[];
  readonly data: Asked<DataAnswer>;
  readonly fit: Asked<FitAnswer>;
  readonly plan: FitPlan;
  readonly rule: string;
  /** The rule that was tried and may be trained with. */
  readonly usedRule?: { readonly text: string; readonly figures: RewardFigures };
  /** The run's files, once a worker has read them. */
  readonly opened: Asked<Pick<OpenedSetup, 'id' | 'notes'>>;
}

export interface OwnFilesOptions {
  readonly ask: <Kind extends OwnQuestion['kind']>(
    question: Extract<OwnQuestion, { kind: Kind }>,
  ) => Promise<OwnAnswers[Kind]>;
  readonly open: (setup: OwnSetup) => Promise<OwnFilesEvent>;
  readonly rule: string;
  readonly backend: () => BackendName | undefined;
}

const NONE = { status: 'none' } as const;
/** In words, where an adapter comes alone. */
const ALONE = 'an adapter alone (expected its model before it, or both together)';
const FIRST_PLAN: FitPlan = { length: 256, answerTokens: 64, tooLong: 'skip' };

/** Folder or file names, as a title. */
const titleOf = (files: readonly NamedBlob[]): string =>
  files.length === 1 ? files[0].name : `${files.length} files`;

function refusalOf(model: Asked<ModelAnswer>): readonly RefusedFile[] {
  if (model.status === 'known' && 'problems' in model.answer) return model.answer.problems;
  return model.status === 'failed' ? [{ message: model.message }] : [];
}

export class OwnFiles {
  readonly store;
  /** The model that was taken last, and the files that are looked at. */
  private taken: OwnFilesState['model'] = NONE;
  private lookedAt?: OwnModelFiles;

  constructor(private readonly options: OwnFilesOptions) {
    this.store = createStore<OwnFilesState>(() => ({
      model: NONE,
      data: NONE,
      fit: NONE,
      opened: NONE,
      plan: FIRST_PLAN,
      rule: options.rule,
    }));
  }

  private get state(): OwnFilesState {
    return this.store.getState();
  }

  /** What a run is made of has changed: it has to be opened again. */
  private change(part: Partial<OwnFilesState>): void {
    this.store.setState({ ...part, opened: NONE });
  }

  /** Looks at files of a model, of an adapter for the one that is there, or of both. What is refused changes nothing. */
  async takeModel(given: readonly NamedBlob[], endToken?: string): Promise<void> {
    const { files, adapter } = adapterApart(given);
    const { modelFiles } = this.state;
    if (files.length > 0)
      await this.lookAtModel({ files, adapter, ...(endToken !== undefined && { endToken }) });
    else if (modelFiles) await this.lookAtModel({ ...modelFiles, adapter });
    else this.store.setState({ refused: [{ file: titleOf(given), message: ALONE }] });
  }

  /** The model as it is in its own files. */
  async leaveAdapter(): Promise<void> {
    const { adapter: _, ...model } = this.state.modelFiles!;
    await this.lookAtModel(model);
  }

  /** A run's length follows the context where that is shorter. */
  private async lookAtModel(given: OwnModelFiles): Promise<void> {
    const name = titleOf(given.files);
    this.lookedAt = given;
    this.store.setState({ model: { status: 'asked', name }, refused: undefined });
    const model = await this.asked(name, this.options.ask({ kind: 'model', files: given }));
    if (this.lookedAt !== given) return; // other files meanwhile
    if (model.status === 'known' && 'card' in model.answer) {
      const { card } = model.answer;
      this.taken = { ...model, answer: { card } };
      this.change({ modelFiles: given, model: this.taken, fit: NONE });
      this.changePlan({ length: Math.min(this.state.plan.length, card.context) });
    } else this.store.setState({ model: this.taken, refused: refusalOf(model) });
  }

  async takeData(file: NamedBlob): Promise<void> {
    this.change({ dataFile: file, data: { status: 'asked', name: file.name }, fit: NONE });
    const data = await this.asked(file.name, this.options.ask({ kind: 'data', file }));
    if (this.state.dataFile !== file) return;
    this.store.setState({ data });
    await this.lookAtFit();
  }

  changePlan(change: Partial<FitPlan>): void {
    const plan = { ...this.state.plan, ...change };
    this.change({ plan: { ...plan, answerTokens: Math.min(plan.answerTokens, Math.ceil(plan.length / 2)) } });
    void this.lookAtFit();
  }

  typeRule(rule: string): void {
    this.store.setState({ rule });
  }

  takeRule(usedRule: NonNullable<OwnFilesState['usedRule']>): void {
    this.change({ usedRule });
  }

  /** Answers of the model for the rule to be tried on. */
  async samples(count: number): Promise<SamplesAnswer> {
    const backend = this.options.backend();
    return this.options.ask({ kind: 'samples', plan: this.state.plan, count, backend });
  }

  /** Whether there are a model and prompts, so that it can answer. */
  get canAnswer(): boolean {
    const { model, data } = this.state;
    return (
      model.status === 'known' &&
      data.status === 'known' &&
      data.answer.refusal === undefined &&
      data.answer.hasPrompts
    );
  }

  /** Whether nothing is missing for a run. */
  get isReady(): boolean {
    return this.canAnswer && this.state.usedRule !== undefined;
  }

  /** Files, plan and rule as a kept run has them. Resolves as `open` does. */
  async takeBack({ model, data, plan, rule, figures }: OwnSetup): Promise<string | undefined> {
    await Promise.all([this.lookAtModel(model), this.takeData(data)]);
    if (!this.canAnswer) return undefined;
    this.change({ plan, rule, usedRule: { text: rule, figures } });
    void this.lookAtFit();
    return this.open();
  }

  /** Has the worker of runs read the files. Resolves with the fingerprint for a run's settings, or nothing. */
  async open(): Promise<string | undefined> {
    const { modelFiles: model, dataFile: data, usedRule, plan } = this.state;
    if (!model || !data || !usedRule) return undefined;
    const { text: rule, figures } = usedRule;
    const name = titleOf(model.files);
    this.store.setState({ opened: { status: 'asked', name } });
    const event = await this.options
      .open({ model, data, plan, rule, figures })
      .catch((error: unknown): OwnFilesEvent => ({ type: 'own-files', problem: reasonOf(error) }));
    if ('problem' in event) {
      this.store.setState({ opened: { status: 'failed', name, message: event.problem } });
      return undefined;
    }
    const { id, notes } = event;
    this.store.setState({ opened: { status: 'known', name, answer: { id, notes } } });
    return id;
  }

  private async lookAtFit(): Promise<void> {
    const { data, plan } = this.state;
    if (!this.canAnswer || data.status !== 'known') return;
    this.store.setState({ fit: { status: 'asked', name: data.name } });
    const fit = await this.asked(data.name, this.options.ask({ kind: 'fit', plan }));
    if (this.state.plan === plan) this.store.setState({ fit });
  }

  private async asked<Answer>(name: string, answer: Promise<Answer>): Promise<Asked<Answer>> {
    try {
      return { status: 'known', name, answer: await answer };
    } catch (error) {
      return { status: 'failed', name, message: reasonOf(error) };
    }
  }
}
