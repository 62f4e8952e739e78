// The actor behind the page: it takes one command at a time, does one slice of work between commands, and emits events.
// A pause or a reset therefore cannot race a step. A unit that was paused within goes on at the next play. A failing
// device can leave a unit of work hanging. Such work may end later, when its run is no longer the current one. It can
// then neither emit nor change anything.
import type { RunConfig } from '../config/schema.ts';
import { reasonOf } from '../errors/reason.ts';
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import { taskOf } from '../tasks/index.ts';
import { Advances } from './advances.ts';
import { type ActiveBackend, type BackendProvider, fallbackOf } from './backend.ts';
import { BackgroundFrontier } from './background_frontier.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { causeOf, DeviceFailure, faultOf } from './failures.ts';
import { InterruptibleWork, Mailbox } from './mailbox.ts';
import { type LoadModel, loadedOnce } from './model_files.ts';
import { backendFor, isPlain, plainBackend } from './plain_backend.ts';
import type { BackendName, Command, RunStatus, WorkerEvent } from './protocol.ts';
import { Recovery } from './recovery.ts';
import { referenceCheck } from './reference_check.ts';
import { Run } from './run.ts';
import { Showing } from './showing.ts';
import { workloadOf } from './speed.ts';
import { statusEvent } from './status_event.ts';
import { viewSamples } from './views.ts';
import { VisitorData } from './visitor_data.ts';

export interface SessionDependencies {
  readonly emit: (event: WorkerEvent) => void;
  readonly backends: BackendProvider;
  readonly loadModel: LoadModel;
  /** Number of fresh devices to try before the CPU; 0: the visitor decides. */
  readonly freshDevices?: number;
}

type Load = Extract<Command, { type: 'load' }>;

export class Session {
  private readonly commands = new Mailbox<Command>();
  private readonly work = new InterruptibleWork();
  private backend?: ActiveBackend;
  private run?: Run;
  private lastLoad?: Load;
  private readonly background = new BackgroundFrontier((run, event) => this.emitOf(run, event));
  private status: RunStatus = 'loading';
  /** Status of the run when it failed. */
  private statusBeforeFailure: RunStatus = 'loading';
  /** True if the device itself failed, which destroys its tensors. */
  private tensorsLost = false;
  private readonly advances = new Advances();
  /** Increases when the results of all running work become void. */
  private epoch = 0;
  private readonly showing = new Showing((run, event) => this.emitOf(run, event));
  private readonly visitor = new VisitorData();
  private readonly recovery: Recovery;
  /** Backend of a stopped run, which released its device. Viewing samples activates it again. */
  private stoppedOn?: BackendName;
  private readonly loadModel: LoadModel;

  constructor(private readonly dependencies: SessionDependencies) {
    this.loadModel = loadedOnce(dependencies.loadModel);
    this.recovery = new Recovery(dependencies.freshDevices);
  }

  send(command: Command): void {
    this.commands.put(command);
    // Said at once, even while a device computes; the slice under way still ends. Steps sent ahead are told before.
    if (command.type === 'pause')
      void Promise.resolve().then(() => {
        if (!this.run?.hasStepsUnderWay) this.pause();
      });
  }

  /** Serves commands for as long as the session lives. */
  async serve(): Promise<never> {
    for (;;) {
      // A command finds every step done and told.
      const command = this.run?.hasStepsUnderWay ? undefined : this.commands.take();
      if (command) await this.guard(() => this.apply(command));
      else if (this.isWorking) await this.guard(() => this.slice());
      if (this.background.isDue(this.isWorking))
        await this.guard(() => this.background.slice(() => this.isWorking));
      if (!this.commands.isEmpty || this.isWorking || this.background.isUnderWay) await yieldToMessages();
      else await this.commands.next();
    }
  }

  private get isWorking(): boolean {
    return this.status === 'running' || this.advances.isActive || this.run?.hasStepsUnderWay === true;
  }

  /** Any error stops the run at its present step and emits a fault. */
  private guard(work: () => Promise<void>): Promise<void> {
    return this.work.run(work, async (error) => this.fail(await causeOf(error, this.backend)));
  }

  private fail(error: unknown): void {
    this.epoch++;
    this.run?.abandon();
    this.background.stop();
    this.advances.end();
    if (this.status !== 'failed') this.statusBeforeFailure = this.status;
    const { backend } = this;
    const name = backend?.info.name;
    const diagnostics = diagnosticsOf(error, backend?.info, this.run);
    let target: BackendName | undefined;
    if (error instanceof DeviceFailure) {
      backend?.release();
      this.backend = undefined;
      this.tensorsLost = true;
      target = name && this.recovery.next(name, error.failure.code);
    }
    if (target) {
      const message = `${reasonOf(error)} ${this.recovery.sentence(target)}`;
      this.dependencies.emit({ type: 'notice', message, diagnostics });
      this.commands.putFirst({ type: 'switch', backend: target });
    } else this.dependencies.emit(faultOf(error, name, diagnostics));
    this.become('failed');
  }

  private async apply(command: Command): Promise<void> {
    switch (command.type) {
      case 'load':
        this.recovery.reset();
        return this.load(command);
      case 'play':
        if (this.status === 'ready' || this.status === 'paused') this.become('running');
        return;
      case 'pause':
        return this.pause();
      case 'advance':
        return this.advanceBy(command.unit);
      case 'stop':
        return this.stop();
      case 'change':
        if (this.run) this.run.training.config = command.config;
        return;
      case 'view':
        return this.view(command.promptIndex, command.seed);
      case 'preferences':
      case 'export-preferences':
      case 'use-reward-model':
        return this.dependencies.emit(this.visitor.answer(command));
      case 'estimate':
        return this.estimate(command.config);
      case 'check':
        return this.check();
      case 'switch':
        return this.switchTo(command.backend);
    }
  }

  private async check(): Promise<void> {
    if (this.stoppedOn) await this.switchTo(this.stoppedOn);
    const { run, backend, status } = this;
    if (!run || !backend || status === 'failed') return;
    this.emitOf(run, await referenceCheck(run, backend, this.dependencies.backends));
  }

  private pause(): void {
    this.advances.end();
    if (this.status === 'running') this.become('paused');
  }

  private async load(command: Load): Promise<void> {
    const { config, runId, backend, checkpoint } = command;
    const epoch = ++this.epoch;
    this.lastLoad = command;
    this.background.stop();
    this.discardRun();
    this.become('loading');
    (await this.activate(config, backend))?.release();
    if (epoch !== this.epoch) return;
    const task = taskOf(config);
    const run = await Run.open({
      id: runId,
      task,
      config,
      loadModel: this.visitor.modelsOver(this.loadModel),
      backend: this.backend!,
      rewardModel: this.visitor.rewardModelOf(config),
      pasted: this.visitor.preferences.pastedFor(config.task),
      checkpoint,
      progress: (done, total) => this.dependencies.emit({ type: 'preparing', done, total }),
    });
    if (epoch !== this.epoch) return run.dispose();
    this.run = run;
    this.dependencies.emit({ type: 'loaded', runId, ...run.size, rewardModel: run.rewardModel });
    this.estimate(config);
    const view = await run.openExactView();
    if (view) this.emitOf(run, { type: 'exact-world', runId, world: view.world });
    const markov = run.openMarkovView();
    if (markov) this.emitOf(run, { type: 'markov-world', runId, world: markov.world });
    const { training, work } = run;
    const evaluate = async () =>
      this.showing.evaluation(run, await training.evaluate(), training.progress.round);
    const isReplaced = () => this.commands.some(({ type }) => type === 'load');
    if (!checkpoint && !(await work.toEnd(evaluate, isReplaced))) return;
    if (!this.isCurrent(run)) return;
    this.background.begin(run);
    this.become('ready');
  }

  /** A failed device took its tensors along, so nothing remains to release. */
  private discardRun(): void {
    if (!this.tensorsLost) this.run?.dispose();
    this.tensorsLost = false;
    this.run = undefined;
  }

  /** Returns the previous backend; the caller releases it once the state is saved. Without a name, the config's work decides. */
  private async activate(config: RunConfig, name?: BackendName): Promise<ActiveBackend | undefined> {
    const left = this.backend;
    const plain = isPlain(config);
    const isOfKind = left && plain === (left === plainBackend);
    if (isOfKind && (plain || !name || name === left.info.name)) return undefined;
    const { backends, emit } = this.dependencies;
    const workload = () => workloadOf(config, this.loadModel, emit);
    const backend = await backendFor(config, () => backends.activate(name, workload));
    this.backend = backend;
    this.stoppedOn = undefined;
    void backend.failed.then((failure) => {
      if (this.backend !== backend) return;
      const error = new DeviceFailure(failure);
      if (!this.work.interruptWith(error)) this.fail(error);
    });
    emit({ type: 'backend', backend: backend.info });
    return left;
  }

  private async switchTo(name: BackendName): Promise<void> {
    const failed = this.status === 'failed';
    const statusBefore = failed ? this.statusBeforeFailure : this.status;
    if (statusBefore === 'loading' && this.lastLoad) return this.load({ ...this.lastLoad, backend: name });
    const { run } = this;
    if (!run) return;
    let left: ActiveBackend | undefined;
    try {
      left = await this.activate(run.config, name);
    } catch (error) {
      const next = fallbackOf(name);
      if (failed && next) return this.switchTo(next);
      if (failed) throw error;
      const message = `Still computing where it was: ${reasonOf(error)}.`;
      this.dependencies.emit({ type: 'notice', message });
      if (this.backend) this.dependencies.emit({ type: 'backend', backend: this.backend.info });
      return;
    }
    const epoch = ++this.epoch;
    const moved = await run.resumedOn(this.backend!);
    if (epoch !== this.epoch) return moved.dispose();
    this.discardRun();
    left?.release();
    this.run = moved;
    this.background.begin(moved);
    this.estimate(moved.config);
    this.become(statusBefore);
  }

  private estimate(config: RunConfig): void {
    const { run } = this;
    if (run?.task.name === config.task)
      this.dependencies.emit({ type: 'memory-estimate', estimate: run.memoryEstimate(config) });
  }

  /** Ends the run at its present step and releases the device. */
  private async stop(): Promise<void> {
    const { run, backend } = this;
    if (!run || this.status === 'failed') return;
    this.background.stop();
    this.become('finished');
    if (!backend || backend.parametersOnHost) return;
    await run.park();
    this.stoppedOn = backend.info.name;
    this.backend = undefined;
    this.tensorsLost = true;
    backend.release();
  }

  private advanceBy(unit: 'step' | 'phase'): Promise<void> | undefined {
    if (!this.run || !['ready', 'paused', 'running'].includes(this.status)) return;
    this.become('paused');
    this.advances.ask(unit, this.run.training);
  }

  private async slice(): Promise<void> {
    const { run } = this;
    await run?.work.slice(() => this.unit(run));
  }

  private async unit(run: Run): Promise<void> {
    const { advance, elapsedMs } = await run.advance(this.status === 'running' && this.commands.isEmpty);
    switch (advance.kind) {
      case 'weighed':
        await this.showing.weighed(run, advance.groups);
        break;
      case 'stepped':
        if (this.showing.step(run, advance, elapsedMs) && this.isCurrent(run)) this.become('paused');
        break;
      case 'evaluated':
        await this.showing.evaluation(run, advance.evaluation, advance.round);
        if (this.isCurrent(run))
          this.emitOf(run, { type: 'checkpoint', runId: run.id, checkpoint: await run.training.save() });
        break;
      case 'finished':
        if (this.isCurrent(run)) this.become('finished');
        return;
    }
    if (!this.isCurrent(run)) return;
    this.advances.worked(run.training);
    this.report();
  }

  private async view(promptIndex: number, seed: number): Promise<void> {
    if (this.stoppedOn) await this.switchTo(this.stoppedOn);
    const { run } = this;
    if (!run || this.status === 'failed') return;
    const view = await viewSamples(run, promptIndex, seed);
    this.emitOf(run, { type: 'view', runId: run.id, view });
  }

  private isCurrent(run: Run): boolean {
    return this.run === run && !run.isAbandoned;
  }

  /** Emits an event of a run, unless the run was abandoned during the work behind it. */
  private emitOf(run: Run, event: WorkerEvent): void {
    if (this.isCurrent(run)) this.dependencies.emit(event);
  }

  private become(status: RunStatus): void {
    this.status = status;
    if (status !== 'paused') this.advances.end();
    this.report();
  }

  private report(): void {
    this.dependencies.emit(statusEvent(this.status, this.run?.training));
  }
}
