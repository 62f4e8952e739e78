// A visitor's own model, data and reward on the page: what was given, what became of it, and whether runs may use it.
import { createStore } from 'zustand/vanilla';
import { reasonOf } from '../errors/reason.ts';
import type { FitPlan } from '../own/data/fitting/fit.ts';
import type { ModelCard } from '../own/model_card.ts';
import type { JudgeSpending } from '../own/reward/judge/budget.ts';
import { emptyForm, type JudgeRewardForm } from '../own/reward/judge/judge_reward_form.ts';
import type { ResponseScorer } from '../own/reward/response_scorer.ts';
import type { RewardFigures } from '../own/reward/reward_figures.ts';
import { type RewardIdentity, type RewardKind, rewardDescription } from '../own/reward/reward_identity.ts';
import { adapterApart } from '../own/workshop/adapter_files.ts';
import type { OpenedSetup } from '../own/workshop/open_setup.ts';
import type { NamedBlob, OwnModelFiles, OwnRunFiles, OwnSetup } from '../own/workshop/own_setup.ts';
import type { DataAnswer, FitAnswer, ModelAnswer, SamplesAnswer } from '../own/workshop/workshop.ts';
import type { OwnFilesEvent } from '../session/own_runs.ts';
import type { BackendName } from '../session/protocol.ts';
import type { OwnAnswers, OwnQuestion, Pace } from '../worker/own_protocol.ts';

/** What was asked about files: nothing yet, an answer that is awaited, the answer, or why there is none. */
export type Asked<Answer> =
  | { readonly status: 'none' }
  | { readonly status: 'asked'; readonly name: string }
  | { readonly status: 'known'; readonly name: string; readonly answer: Answer }
  | { readonly status: 'failed'; readonly name: string; readonly message: string };

export interface UsedReward {
  readonly identity: RewardIdentity;
  readonly figures: RewardFigures;
  readonly open: () => ResponseScorer;
  /** Of a reward model. */
  readonly files?: OwnModelFiles;
}

/** A judge that was asked in this visit. */
export interface AskedJudge {
  /** Its limits and its key are in force. */
  readonly form: JudgeRewardForm;
  readonly spending?: JudgeSpending;
}

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
  /** What the backend does a second, measured on a small model. */
  readonly pace: Asked<Pace>;
  readonly plan: FitPlan;
  /** What of the three kinds of reward is looked at. */
  readonly kind: RewardKind;
  readonly rule: string;
  readonly judge: JudgeRewardForm;
  /** By the text of their identity. */
  readonly judges: Readonly<Record<string, AskedJudge>>;
  /** Which judge rates runs, by the fingerprint of the files that were opened. */
  readonly judgeOf: Readonly<Record<string, string>>;
  readonly classifierFiles?: OwnModelFiles;
  readonly classifier: Asked<ModelAnswer>;
  /** The reward that was tried and may be trained with. */
  readonly usedReward?: UsedReward;
  /** The run's files, once a worker has read them. */
  readonly opened: Asked<Pick<OpenedSetup, 'id' | 'notes'>>;
}

export interface OwnFilesOptions {
  readonly ask: <Kind extends OwnQuestion['kind']>(
    question: Extract<OwnQuestion, { kind: Kind }>,
  ) => Promise<OwnAnswers[Kind]>;
  readonly open: (files: OwnRunFiles) => Promise<OwnFilesEvent>;
  readonly rule: string;
  readonly openRule: (text: string) => ResponseScorer;
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
  /** Of a kept run whose reward is to be given again: it goes on with the scale that it had. */
  private expected?: Pick<OwnSetup, 'reward' | 'figures'>;

  constructor(private readonly options: OwnFilesOptions) {
    this.store = createStore<OwnFilesState>(() => ({
      model: NONE,
      data: NONE,
      fit: NONE,
      pace: NONE,
      opened: NONE,
      plan: FIRST_PLAN,
      kind: 'rule',
      rule: options.rule,
      judge: emptyForm,
      judges: {},
      judgeOf: {},
      classifier: NONE,
    }));
  }

  private get state(): OwnFilesState {
    return this.store.getState();
  }

  /** What a run is made of has changed: it has to be opened again. */
  private change(part: Partial<OwnFilesState>): void {
    this.store.setState({ ...part, opened: NONE });
  }

  /** A reward's figures are of samples of another model or to other prompts, so it has to be tried again. */
  private changeInput(part: Partial<OwnFilesState>): void {
    this.expected = undefined;
    this.change({ ...part, usedReward: undefined });
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
      this.changeInput({ modelFiles: given, model: this.taken, fit: NONE });
      this.changePlan({ length: Math.min(this.state.plan.length, card.context) });
      void this.measurePace();
    } else this.store.setState({ model: this.taken, refused: refusalOf(model) });
  }

  /** Once for each backend. */
  async measurePace(): Promise<void> {
    const backend = this.options.backend();
    const name = backend ?? '';
    const { pace } = this.state;
    if (pace.status !== 'none' && pace.status !== 'failed' && pace.name === name) return;
    this.store.setState({ pace: { status: 'asked', name } });
    const measured = await this.asked(name, this.options.ask({ kind: 'pace', backend }));
    if (this.state.pace.status === 'asked' && this.state.pace.name === name)
      this.store.setState({ pace: measured });
  }

  async takeData(file: NamedBlob): Promise<void> {
    this.changeInput({ dataFile: file, data: { status: 'asked', name: file.name }, fit: NONE });
    const data = await this.asked(file.name, this.options.ask({ kind: 'data', file }));
    if (this.state.dataFile !== file) return;
    this.store.setState({ data });
    await this.lookAtFit();
  }

  changePlan(change: Partial<FitPlan>): void {
    const plan = { ...this.state.plan, ...change };
    this.changeInput({
      plan: { ...plan, answerTokens: Math.min(plan.answerTokens, Math.ceil(plan.length / 2)) },
    });
    void this.lookAtFit();
  }

  typeRule(rule: string): void {
    this.store.setState({ rule });
  }

  /** Texts of the judge's form; its key stays in this tab's memory. */
  fillJudge(judge: JudgeRewardForm): void {
    this.store.setState({ judge });
  }

  /** The judge of this identity has the limits and the key of the form from now on. */
  applyJudge(identity: string): void {
    const { judges, judge: form } = this.state;
    this.store.setState({ judges: { ...judges, [identity]: { ...judges[identity], form } } });
  }

  /** Of a judge that has limits. */
  spend(identity: string, spending: JudgeSpending): void {
    const { judges } = this.state;
    this.store.setState({ judges: { ...judges, [identity]: { ...judges[identity], spending } } });
  }

  /** Looks at another kind of reward; the one that was taken stays in use. */
  look(kind: RewardKind): void {
    this.store.setState({ kind });
  }

  async takeClassifier(files: readonly NamedBlob[]): Promise<void> {
    const name = titleOf(files);
    const classifierFiles: OwnModelFiles = { files };
    this.store.setState({ classifierFiles, classifier: { status: 'asked', name }, kind: 'model' });
    const classifier = await this.asked(
      name,
      this.options.ask({ kind: 'classifier', files: classifierFiles }),
    );
    if (this.state.classifierFiles === classifierFiles) this.store.setState({ classifier });
  }

  takeReward(usedReward: UsedReward): void {
    const { kind, text } = usedReward.identity;
    const { reward, figures } = this.expected ?? {};
    const isExpected = figures && reward?.kind === kind && reward.text === text;
    this.change({ usedReward: isExpected ? { ...usedReward, figures } : usedReward });
  }

  /** Answers of the model for a reward to be tried on. */
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
    return this.canAnswer && this.state.usedReward !== undefined;
  }

  /** Files, plan and rule as a kept run has them. Resolves as `open` does. */
  async takeBack({ model, data, plan, reward, figures }: OwnSetup): Promise<string | undefined> {
    await Promise.all([this.lookAtModel(model), this.takeData(data)]);
    if (!this.canAnswer) return undefined;
    const { kind, text } = reward;
    this.change({ plan, kind });
    void this.lookAtFit();
    if (kind !== 'rule') {
      // A key is never kept, nor are files.
      this.expected = { reward, figures };
      const message = `${rewardDescription(reward)} Give it again below, try it, and read the files.`;
      this.store.setState({ opened: { status: 'failed', name: titleOf(model.files), message } });
      return undefined;
    }
    const open = () => this.options.openRule(text);
    this.change({ rule: text, usedReward: { identity: reward, figures, open } });
    return this.open();
  }

  /** Has the worker of runs read the files. Resolves with the fingerprint for a run's settings, or nothing. */
  async open(): Promise<string | undefined> {
    const { modelFiles: model, dataFile: data, usedReward, plan } = this.state;
    if (!model || !data || !usedReward) return undefined;
    const { identity: reward, figures, open } = usedReward;
    const name = titleOf(model.files);
    this.store.setState({ opened: { status: 'asked', name } });
    const event = await this.options
      .open({ model, data, plan, reward, figures, open })
      .catch((error: unknown): OwnFilesEvent => ({ type: 'own-files', problem: reasonOf(error) }));
    if ('problem' in event) {
      this.store.setState({ opened: { status: 'failed', name, message: event.problem } });
      return undefined;
    }
    const { id, notes } = event;
    const { judgeOf } = this.state;
    this.store.setState({
      opened: { status: 'known', name, answer: { id, notes } },
      ...(reward.kind === 'judge' && { judgeOf: { ...judgeOf, [id]: reward.text } }),
    });
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
