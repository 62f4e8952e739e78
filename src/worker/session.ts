// The actor behind the page: takes commands one at a time, does one unit of work between them, says what happened.
// Because everything runs in one loop there is no state in which a pause, a reset or a device failure can race a step.

import type { RunConfig } from '../config/schema.ts';
import { formatPreferences, parsePreferences } from '../formats/preferences.ts';
import type { Prior } from '../formats/prior.ts';
import { tasks } from '../tasks/index.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { TaskName } from '../tasks/task.ts';
import type { SampledGroup } from '../training/replay.ts';
import type { ShownGroup } from '../training/step.ts';
import { type ActiveBackend, type BackendFailure, type BackendProvider, fallbackOf } from './backend.ts';
import type { BackendName, Command, RunStatus, WorkerEvent } from './protocol.ts';
import { type ReachableFrontier, reachableFrontier } from './reachable.ts';
import { preferencesOf, Run } from './run.ts';
import { microscopeOf, viewSamples } from './views.ts';

export interface SessionDependencies {
  readonly emit: (event: WorkerEvent) => void;
  readonly backends: BackendProvider;
  readonly loadPrior: (task: TaskName) => Promise<Prior>;
}

const MICROSCOPE_INTERVAL_MS = 250;
const SKIPS_BEFORE_PAUSE = 3;
const FAILURE_SETTLES_MS = 250;

class DeviceFailure extends Error {
  constructor(readonly failure: BackendFailure) {
    super(failure.message);
  }
}

const sentence = (error: unknown) => (error instanceof Error ? error.message : String(error));

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
/** Lets messages in; tfjs on WASM never leaves the microtask queue by itself. */
const breathe = () => pause(0);

export class Session {
  private readonly commands: Command[] = [];
  private wake?: () => void;
  private interrupt?: (error: DeviceFailure) => void;
  private deviceFailure?: DeviceFailure;
  private backend?: ActiveBackend;
  private run?: Run;
  private background?: AsyncGenerator<ReachableFrontier>;
  private status: RunStatus = 'loading';
  private backgroundAtMs = Number.NEGATIVE_INFINITY;
  private shownAtMs = Number.NEGATIVE_INFINITY;
  /** Preference data the visitor pasted, by task; the next load uses it. */
  private readonly pasted = new Map<TaskName, readonly Preference[]>();

  constructor(private readonly dependencies: SessionDependencies) {}

  send(command: Command): void {
    this.commands.push(command);
    this.wake?.();
  }

  /** Serves commands for as long as the session lives. */
  async serve(): Promise<never> {
    for (;;) {
      const command = this.commands.shift();
      if (command) await this.guard(() => this.apply(command));
      else if (this.status === 'running') await this.guard(() => this.unit());
      if (this.background && performance.now() >= this.backgroundAtMs)
        await this.guard(() => this.backgroundSlice());
      if (this.commands.length > 0 || this.status === 'running' || this.background) await breathe();
      else await this.nextCommand();
    }
  }

  private nextCommand(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = () => {
        this.wake = undefined;
        resolve();
      };
    });
  }

  /** Runs work that a failing device can interrupt; any error stops the run where it stands and says so. */
  private async guard(work: () => Promise<void>): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.interrupt = reject;
        work().then(resolve, reject);
      });
      // The device may fail after the work is done and before this line runs.
      if (this.deviceFailure) throw this.deviceFailure;
    } catch (error) {
      this.fail(await this.causeOf(error));
    } finally {
      this.interrupt = undefined;
      this.deviceFailure = undefined;
    }
  }

  /** A read-back on a dying device may reject before the device is known to be lost. */
  private async causeOf(error: unknown): Promise<unknown> {
    if (error instanceof DeviceFailure || !this.backend) return error;
    const failure = await Promise.race([this.backend.failed, pause(FAILURE_SETTLES_MS)]);
    return failure ? new DeviceFailure(failure) : error;
  }

  private fail(error: unknown): void {
    this.background = undefined;
    const name = this.backend?.info.name;
    const canSwitchTo = name && fallbackOf(name);
    if (error instanceof DeviceFailure) {
      this.backend = undefined;
      this.dependencies.emit({ type: 'fault', ...error.failure, canSwitchTo });
    } else {
      this.dependencies.emit({
        type: 'fault',
        code: this.run ? 'internal' : 'load-failed',
        message: sentence(error),
        canSwitchTo,
      });
    }
    this.become('failed');
  }

  private async apply(command: Command): Promise<void> {
    switch (command.type) {
      case 'load':
        return this.load(command);
      case 'play':
        if (this.status === 'ready' || this.status === 'paused') this.become('running');
        return;
      case 'pause':
        if (this.status === 'running') this.become('paused');
        return;
      case 'advance':
        return this.advanceBy(command.by);
      case 'stop':
        if (this.run && this.status !== 'failed') this.become('finished');
        return;
      case 'change':
        this.run?.training.change(command.config);
        return;
      case 'view':
        return this.view(command.promptIndex, command.seed);
      case 'preferences':
        return this.takePreferences(command.task, command.text);
      case 'export-preferences':
        return this.exportPreferences(command.config);
      case 'switch':
        return this.switchTo(command.backend);
    }
  }

  private async load({
    config,
    runId,
    backend,
    checkpoint,
  }: Extract<Command, { type: 'load' }>): Promise<void> {
    this.background = undefined;
    this.run?.dispose();
    this.run = undefined;
    this.become('loading');
    await this.activate(backend);
    const task = tasks[config.task];
    const prior = await this.dependencies.loadPrior(config.task);
    const run = new Run(runId, task, config, prior, this.pasted.get(config.task), checkpoint);
    this.run = run;
    this.dependencies.emit({
      type: 'loaded',
      runId,
      parameterCount: run.parameterCount,
      promptCount: task.prompts('test').length,
    });
    const view = await run.openExactView();
    if (view) this.dependencies.emit({ type: 'exact-world', runId, world: view.world });
    if (!checkpoint) {
      const { round } = run.training;
      const evaluation = run.evaluation(await run.training.evaluate(), round);
      this.dependencies.emit({ type: 'evaluation', runId, evaluation });
      await this.showExact(run, round);
    }
    this.background = reachableFrontier(task, run.models.prior, config.evaluationPrompts, config.seed);
    this.become('ready');
  }

  private async activate(name?: BackendName): Promise<void> {
    if (this.backend && (!name || name === this.backend.info.name)) return;
    const backend = await this.dependencies.backends.activate(name);
    this.backend = backend;
    void backend.failed.then((failure) => {
      if (this.backend !== backend) return;
      const error = new DeviceFailure(failure);
      if (!this.interrupt) return this.fail(error);
      this.deviceFailure = error;
      this.interrupt(error);
    });
    this.dependencies.emit({ type: 'backend', backend: backend.info });
  }

  private async switchTo(name: BackendName): Promise<void> {
    const { run, status } = this;
    if (!run) return;
    try {
      await this.activate(name);
    } catch (error) {
      if (status === 'failed') throw error;
      this.dependencies.emit({
        type: 'notice',
        message: `Still computing where it was: ${sentence(error)}.`,
      });
      if (this.backend) this.dependencies.emit({ type: 'backend', backend: this.backend.info });
      return;
    }
    this.run = run.resumedElsewhere();
    // The tensors of a failed device are gone with it, so there is nothing to release there.
    if (status !== 'failed') run.dispose();
    this.background = reachableFrontier(
      run.task,
      this.run.models.prior,
      run.config.evaluationPrompts,
      run.config.seed,
    );
    this.become(status === 'failed' || status === 'running' ? 'running' : 'paused');
  }

  private async advanceBy(by: 'step' | 'phase'): Promise<void> {
    if (!this.run || !['ready', 'paused', 'running'].includes(this.status)) return;
    this.become('paused');
    const { step, phase } = this.run.training;
    do await this.unit();
    while (
      this.status === 'paused' &&
      (by === 'step' ? this.run.training.step === step : this.run.training.phase === phase)
    );
  }

  private async unit(): Promise<void> {
    const { run } = this;
    if (!run) return;
    const { emit } = this.dependencies;
    const { advance, elapsedMs } = await run.advance();
    switch (advance.kind) {
      case 'weighed':
        await this.showMicroscope(run);
        await this.showKlReport(run, advance.groups);
        break;
      case 'stepped': {
        const { result, gate } = advance;
        const diagnostics = gate
          ? { ...result.diagnostics, gateGain: gate.gain, gateAdopted: gate.adopt ? 1 : 0 }
          : result.diagnostics;
        emit({
          type: 'step',
          runId: run.id,
          metrics: run.stepMetrics({ ...result, diagnostics }, advance.round, elapsedMs, this.memory()),
        });
        this.showBatch(run, result.shown);
        if (result.skipped) this.skipped(run, result.skipped);
        break;
      }
      case 'evaluated':
        emit({
          type: 'evaluation',
          runId: run.id,
          evaluation: run.evaluation(advance.evaluation, advance.round),
        });
        await this.showExact(run, advance.round);
        emit({ type: 'checkpoint', runId: run.id, checkpoint: run.training.save() });
        break;
      case 'finished':
        this.become('finished');
        return;
    }
    this.report();
  }

  private skipped(run: Run, reason: string): void {
    const { skippedInARow } = run.counters;
    if (skippedInARow < SKIPS_BEFORE_PAUSE) {
      this.dependencies.emit({
        type: 'notice',
        message: `Step ${run.training.step} was skipped: its ${reason}. Parameters and moments are untouched.`,
      });
      return;
    }
    run.counters.skippedInARow = 0;
    this.dependencies.emit({
      type: 'fault',
      code: 'not-finite',
      message: `Paused: ${skippedInARow} steps in a row were not finite (${reason}). Lower the learning rate or raise gamma, then press Play.`,
    });
    this.become('paused');
  }

  private async backgroundSlice(): Promise<void> {
    const { background, run } = this;
    if (!background || !run) return;
    const start = performance.now();
    const { value, done } = await background.next();
    const end = performance.now();
    // While a run goes on, a slice is paid for with four times as much training.
    this.backgroundAtMs = this.status === 'running' ? end + 4 * (end - start) : end;
    if (done) this.background = undefined;
    else this.dependencies.emit({ type: 'frontier', runId: run.id, ...value });
  }

  private async showExact(run: Run, round: number): Promise<void> {
    const evaluation = await run.exactEvaluation(round);
    if (evaluation) this.dependencies.emit({ type: 'exact', runId: run.id, evaluation });
  }

  private async showKlReport(run: Run, groups: readonly SampledGroup[]): Promise<void> {
    const report = await run.klReport(groups);
    if (report) this.dependencies.emit({ type: 'kl-report', runId: run.id, report });
  }

  private async showMicroscope(run: Run): Promise<void> {
    const [group] = run.training.latestGroups;
    this.showBatch(run, await run.training.shownGroup(group), true);
  }

  private showBatch(run: Run, shown: ShownGroup, always = false): void {
    const now = performance.now();
    if (!always && now - this.shownAtMs < MICROSCOPE_INTERVAL_MS) return;
    this.shownAtMs = now;
    const microscope = microscopeOf(run.task, run.training, shown);
    this.dependencies.emit({ type: 'microscope', runId: run.id, microscope });
  }

  private async view(promptIndex: number, seed: number): Promise<void> {
    const { run } = this;
    if (!run || this.status === 'failed') return;
    const view = await viewSamples(run, promptIndex, seed);
    this.dependencies.emit({ type: 'view', runId: run.id, view });
  }

  /** Text of the visitor's own data, or none to go back to the task's. Nothing changes if a line is wrong. */
  private takePreferences(name: TaskName, text?: string): void {
    const parsed = text === undefined ? undefined : parsePreferences(text, tasks[name]);
    const problems = parsed && 'problems' in parsed ? parsed.problems : [];
    if (!parsed) this.pasted.delete(name);
    else if ('preferences' in parsed) this.pasted.set(name, parsed.preferences);
    const pasted = this.pasted.get(name);
    this.dependencies.emit({
      type: 'preferences',
      task: name,
      pasted: pasted !== undefined,
      count: pasted?.length ?? 0,
      problems,
    });
  }

  private exportPreferences(config: RunConfig): void {
    const task = tasks[config.task];
    const preferences = preferencesOf(task, config, this.pasted.get(config.task));
    this.dependencies.emit({
      type: 'preferences-text',
      task: config.task,
      text: formatPreferences(preferences, task),
    });
  }

  private memory() {
    return this.backend?.memory() ?? { tensors: 0, deviceBytes: 0 };
  }

  private become(status: RunStatus): void {
    this.status = status;
    this.report();
  }

  private report(): void {
    const training = this.run?.training;
    this.dependencies.emit({
      type: 'status',
      status: this.status,
      phase: training?.phase ?? 'sample',
      step: training?.step ?? 0,
      round: training?.round ?? 0,
      totalSteps: training?.totalSteps ?? 0,
    });
  }
}
