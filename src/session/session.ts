// The actor behind the page: it takes one command at a time, does one slice of work between commands, and emits events.
// A pause or a reset therefore cannot race a step. A unit that was paused within goes on at the next play. Work that
// hangs on a failing device may end when its run is no longer current. It can then neither emit nor change anything.
import type { RunConfig } from '../config/schema.ts';
import { withSignOfLife } from '../event_loop/awaited.ts';
import { yieldToMessages } from '../event_loop/yield_to_messages.ts';
import { Advances } from './advances.ts';
import { answerTo, type Question } from './answers.ts';
import type { BackendProvider } from './backend.ts';
import { BackgroundFrontier } from './background_frontier.ts';
import { Computing } from './computing.ts';
import { Desk } from './desk.ts';
import { failureEvent } from './failure_event.ts';
import { causeOf, DeviceFailure, restEvent, silenceOf } from './failures.ts';
import { Journal } from './journal/journal.ts';
import { openedRun } from './loading.ts';
import { type LoadModel, loadedOnce } from './model_files.ts';
import { movedRun } from './moving.ts';
import type { BackendName, Command, Load, RunStatus, WorkerEvent } from './protocol.ts';
import { Recovery } from './recovery.ts';
import type { Run } from './run.ts';
import { RUN_IS_GONE, RunBefore } from './run_before.ts';
import { Showing } from './showing.ts';
import { statusEvent } from './status_event.ts';
import { Visitor } from './visitor.ts';

export interface SessionDependencies {
  readonly emit: (event: WorkerEvent) => void;
  readonly backends: BackendProvider;
  readonly loadModel: LoadModel;
  /** Number of fresh devices to try before the CPU; 0: the visitor decides. */
  readonly freshDevices?: number;
}

export class Session {
  private readonly desk: Desk;
  private readonly computing: Computing;
  private run?: Run;
  private lastLoad?: Load;
  private readonly before: RunBefore;
  private readonly background = new BackgroundFrontier((run, event) => this.emitOf(run, event));
  private readonly journal = new Journal((run, event) => this.emitOf(run, event));
  private status: RunStatus = 'loading';
  /** Status of the run when it failed. */
  private statusBeforeFailure: RunStatus = 'loading';
  /** True if the device itself failed, which destroys its tensors. */
  private tensorsLost = false;
  private readonly advances = new Advances();
  private readonly showing = new Showing((run, event) => this.emitOf(run, event));
  private readonly visitor = new Visitor();
  private readonly recovery: Recovery;
  private readonly loadModel: LoadModel;
  private readonly dependencies: SessionDependencies;

  constructor({ emit, ...others }: SessionDependencies) {
    this.desk = new Desk(emit);
    const dependencies = { ...others, emit: withSignOfLife(emit) };
    this.dependencies = dependencies;
    this.loadModel = loadedOnce(dependencies.loadModel);
    this.recovery = new Recovery(dependencies.emit, dependencies.freshDevices);
    this.before = new RunBefore((runId) => dependencies.emit({ type: 'run-before', runId }));
    this.computing = new Computing(dependencies, this.loadModel, {
      onActivated: (info) => this.recovery.activated(info),
      onFailure: (failure) => {
        const error = new DeviceFailure(failure);
        if (!this.desk.interruptWith(error)) this.fail(error);
      },
    });
  }

  send(command: Command): void {
    if (command.type === 'pause' && this.status === 'loading') this.desk.dropPlays();
    if (this.desk.put(command) === 'leaves silence') this.computing.giveUp();
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
      const command = this.run?.hasStepsUnderWay ? undefined : this.desk.take(this.status, this.visitor);
      if (command) await this.guard(() => this.apply(command));
      else if (this.isWorking) await this.guard(() => this.slice());
      else if (this.journal.isAsked) await this.guard(() => this.keep());
      if (this.visitor.isReading) await this.guard(() => this.visitor.readOn(this.dependencies.emit));
      if (this.background.isDue(this.isWorking))
        await this.guard(() => this.background.slice(() => this.isWorking));
      const isAsked = !this.desk.isEmpty || this.journal.isAsked || this.visitor.isReading;
      if (isAsked || this.isWorking || this.background.isUnderWay) await yieldToMessages();
      else await this.desk.next();
    }
  }

  private get isWorking(): boolean {
    const isUnderWay = this.advances.isActive || this.run?.hasStepsUnderWay === true;
    return this.status === 'running' || isUnderWay || this.isMeasuringPrior;
  }

  private get isMeasuringPrior(): boolean {
    return this.status === 'loading' && this.run !== undefined;
  }

  /** Any error stops the run at its present step and emits a fault. */
  private guard(work: () => Promise<void>): Promise<void> {
    return this.desk.do(work, silenceOf(this.computing.backend), async (error) => {
      const rest = restEvent(error, this.run?.id, this.status);
      if (!rest) return this.fail(await causeOf(error, this.computing.backend));
      this.advances.end();
      this.dependencies.emit(rest);
      this.become(this.status === 'running' ? 'paused' : this.status);
    });
  }

  private fail(error: unknown): void {
    this.desk.waits.renounce();
    this.run?.abandon();
    this.background.stop();
    this.advances.end();
    if (this.status !== 'failed') this.statusBeforeFailure = this.status;
    const { backend } = this.computing;
    const { desk, recovery, run, runId } = this;
    const event = failureEvent(error, { backend, run, runId, recovery, desk });
    if (error instanceof DeviceFailure) {
      backend?.release();
      this.computing.backend = undefined;
      this.tensorsLost = true;
      this.before.forget();
    }
    if (event) this.dependencies.emit(event);
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
      case 'keep':
        return this.journal.ask();
      case 'advance':
        return this.advanceBy(command.unit);
      case 'stop':
        return this.stop();
      case 'undo':
        return this.undo();
      case 'change':
        if (this.run) this.journal.changed(this.run, this.run.changedTo(command.config));
        return;
      case 'preferences':
      case 'stop-preferences':
      case 'export-preferences':
      case 'use-reward-model':
        return this.dependencies.emit(await this.visitor.answer(command));
      case 'estimate':
        return this.estimate(command.config);
      case 'switch':
        return this.switchTo(command.backend);
      default:
        return this.answer(command);
    }
  }

  /** Computes again for an answer if the run was stopped. */
  private async answer(question: Question): Promise<void> {
    if (this.computing.stoppedOn) await this.switchTo(this.computing.stoppedOn);
    const { run, status, loadModel, dependencies, computing } = this;
    const [{ backends }, { backend }] = [dependencies, computing];
    if (run && backend && status !== 'failed')
      this.emitOf(run, await answerTo(question, run, backend, { backends, loadModel }));
    if (!this.isWorking) this.journal.ask();
  }

  private pause(): void {
    this.advances.end();
    if (this.status === 'running') this.become('paused');
  }

  private async load(command: Load): Promise<void> {
    const { resumption } = command;
    this.desk.waits.renounce();
    const isWanted = this.desk.waits.wanted;
    this.background.stop();
    const { run: last, status, lastLoad } = this;
    if (last && lastLoad && !this.tensorsLost) this.before.keep({ run: last, status, load: lastLoad });
    this.run = undefined;
    this.tensorsLost = false;
    this.lastLoad = command;
    this.become('loading');
    const { desk, computing, before, visitor, showing, loadModel } = this;
    const { emit } = this.dependencies;
    const opened = { emit, desk, computing, before, visitor, showing, loadModel };
    const run = await openedRun(command, isWanted, opened);
    this.run = run;
    this.journal.follow(run, resumption);
    await this.showing.opened(run);
    this.estimate(command.config);
    if (!resumption || !this.isCurrent(run)) return; // else the prior is measured in slices
    if (!resumption.frontierKnown) this.background.begin(run);
    this.become(run.restStatus);
  }

  private async measurePrior(run: Run): Promise<void> {
    await this.showing.prior(run);
    if (!this.isCurrent(run)) return;
    this.background.begin(run);
    this.become('ready');
  }

  /** Goes back to the run before, where it stood. */
  private async undo(): Promise<void> {
    const kept = this.before.take();
    if (!kept) return this.dependencies.emit({ type: 'notice', message: RUN_IS_GONE });
    this.desk.waits.renounce();
    this.background.stop();
    const leftId = this.runId;
    this.discardRun();
    ({ run: this.run, load: this.lastLoad } = kept);
    this.journal.follow(kept.run);
    this.background.begin(kept.run);
    this.dependencies.emit({ type: 'run-resumed', runId: kept.run.id, leftId });
    this.showing.size(kept.run);
    this.become(kept.status === 'finished' ? 'finished' : 'paused');
  }

  /** A failed device took its tensors along, so nothing remains to release. */
  private discardRun(): void {
    if (!this.tensorsLost) this.run?.dispose();
    this.tensorsLost = false;
    this.run = undefined;
  }

  private async switchTo(name: BackendName): Promise<void> {
    const failed = this.status === 'failed';
    const statusBefore = failed ? this.statusBeforeFailure : this.status;
    if (statusBefore === 'loading' && this.lastLoad) return this.load({ ...this.lastLoad, backend: name });
    const { run } = this;
    if (!run) return;
    const { computing, desk, dependencies } = this;
    const moved = await movedRun(run, name, failed, {
      emit: dependencies.emit,
      computing,
      waits: desk.waits,
    });
    if (!moved) return;
    this.discardRun();
    this.before.leave(moved.left);
    this.run = moved.run;
    this.journal.moved(run, moved.run);
    this.background.begin(moved.run);
    this.estimate(moved.run.config);
    this.become(statusBefore);
  }

  private estimate(config: RunConfig): void {
    if (this.run?.task.name !== config.task) return;
    this.dependencies.emit({ type: 'memory-estimate', estimate: this.run.memoryEstimate(config) });
  }

  /** Ends the run at its present step and releases the device. */
  private async stop(): Promise<void> {
    const { run } = this;
    const { backend } = this.computing;
    if (!run || this.status === 'failed') return;
    this.background.stop();
    this.become('finished');
    if (!backend || backend.parametersOnHost) return;
    await run.park();
    this.computing.stoppedOn = backend.info.name;
    this.computing.backend = undefined;
    this.tensorsLost = true;
    this.before.leave(backend);
  }

  private advanceBy(unit: 'step' | 'phase'): Promise<void> | undefined {
    if (!this.run || !['ready', 'paused', 'running'].includes(this.status)) return;
    this.become('paused');
    this.advances.ask(unit, this.run.training);
  }

  private async slice(): Promise<void> {
    const { run } = this;
    await run?.work.slice(() => (this.isMeasuringPrior ? this.measurePrior(run) : this.unit(run)));
  }

  private async unit(run: Run): Promise<void> {
    this.before.drop();
    const ahead = this.status === 'running' && this.desk.isEmpty && !this.journal.isDue;
    const { advance, elapsedMs } = await run.advance(ahead);
    switch (advance.kind) {
      case 'weighed':
        await this.showing.weighed(run, advance.groups);
        break;
      case 'stepped':
        if (this.showing.step(run, advance, elapsedMs) && this.isCurrent(run)) this.become('paused');
        break;
      case 'evaluated':
        await this.showing.evaluation(run, advance.evaluation, advance.round);
        await this.keep(true);
        break;
      case 'finished':
        if (this.isCurrent(run)) this.become('finished');
        return;
    }
    if (this.isCurrent(run) && this.journal.isDue) await this.keep();
    if (!this.isCurrent(run)) return;
    this.advances.worked(run.training);
    if (!this.isWorking) this.journal.ask();
    if (this.journal.isDue) await this.keep();
    this.report();
  }

  private async keep(evaluated = false): Promise<void> {
    await this.journal.keep(this.run, this.status, this.computing.backend?.info.name, evaluated);
  }

  private isCurrent(run: Run): boolean {
    return this.run === run && !run.isAbandoned;
  }

  /** Emits an event of a run, unless the run was abandoned during the work behind it. */
  private emitOf(run: Run, event: WorkerEvent): void {
    if (!this.isCurrent(run)) return;
    this.journal.note(run, event);
    this.dependencies.emit(event);
  }

  private become(status: RunStatus): void {
    this.status = status;
    if (status !== 'paused') this.advances.end();
    if (status === 'paused' || status === 'finished') this.journal.ask();
    this.report();
  }

  private report(): void {
    this.dependencies.emit(statusEvent(this.status, this.runId, this.run?.training));
  }

  private get runId(): number {
    return this.lastLoad?.runId ?? 0;
  }
}
