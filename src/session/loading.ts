// Opens the run of a `load`: its backend, then its models. A newer choice can leave this wherever it waits for an answer.
import { clauseOf } from '../errors/reason.ts';
import { type ActiveBackend, fallbackOf } from './backend.ts';
import type { Computing } from './computing.ts';
import type { Desk } from './desk.ts';
import { resumedCheckpoint } from './journal/resumed_checkpoint.ts';
import { loadTask } from './load_task.ts';
import type { LoadModel } from './model_files.ts';
import type { BackendInfo, BackendName, Load, WorkerEvent } from './protocol.ts';
import { Run } from './run.ts';
import type { RunBefore } from './run_before.ts';
import type { Showing } from './showing.ts';
import type { Visitor } from './visitor.ts';
import { type IsWanted, Replaced } from './waits.ts';

interface LoadingDependencies {
  readonly emit: (event: WorkerEvent) => void;
  readonly computing: Computing;
  readonly loadModel: LoadModel;
  readonly desk: Desk;
  readonly before: RunBefore;
  readonly visitor: Visitor;
  readonly showing: Showing;
}

/** Why what somebody asked for does not compute. */
const refusal = (error: unknown, { label }: BackendInfo) =>
  `Computing on ${label} instead of what was asked for, because ${clauseOf(error)}.`;

/** Throws `Replaced` if the run is no longer wanted when it is open. */
export async function openedRun(
  command: Load,
  isWanted: IsWanted,
  { emit, computing, loadModel: load, desk: { waits }, before, visitor, showing }: LoadingDependencies,
): Promise<Run> {
  const { config, runId: id, backend, resumption } = command;
  const activate = async (name: BackendName | undefined): Promise<ActiveBackend | undefined> => {
    try {
      return await waits.for(computing.activate(config, isWanted, name), isWanted);
    } catch (error) {
      const next = name && fallbackOf(name);
      if (!next || error instanceof Replaced) throw error;
      const left = await activate(next);
      // Said last, so that it is of what really computes.
      if (name === backend) emit({ type: 'notice', message: refusal(error, computing.backend!.info) });
      return left;
    }
  };
  before.leave(await activate(backend));
  const { loadModel, ...given } = await visitor.partOf(command, load);
  const task = await waits.for(loadTask(config), isWanted);
  let isOpen = false; // then its files are there, and it reads them again on another backend
  const run = await before.makingRoom(() =>
    Run.open({
      id,
      task,
      config,
      loadModel: (...of) => (isOpen ? loadModel(...of) : waits.for(loadModel(...of), isWanted)),
      backend: computing.backend!,
      ...given,
      checkpoint: resumption && resumedCheckpoint(resumption, task, config),
      earlyEvaluations: true,
      onBreath: (opened) => showing.breath(opened),
      progress: (done, total) => emit({ type: 'preparing', done, total }),
    }),
  );
  isOpen = true;
  if (isWanted()) return run;
  run.dispose();
  throw new Replaced();
}
