// Moves a run to another backend, at its present step.
import { clauseOf } from '../errors/reason.ts';
import { type ActiveBackend, fallbackOf } from './backend.ts';
import type { Computing } from './computing.ts';
import type { BackendName, WorkerEvent } from './protocol.ts';
import type { Run } from './run.ts';
import { type IsWanted, Replaced, type Waits } from './waits.ts';

interface MovingDependencies {
  readonly emit: (event: WorkerEvent) => void;
  readonly computing: Computing;
  readonly waits: Waits;
}

interface Moved {
  readonly run: Run;
  /** To be released once the old run is gone. */
  readonly left: ActiveBackend | undefined;
}

/**
 * Undefined where the run stays: its backend still works, and the other one does not. Throws `Replaced` if a newer choice
 * was made. @param failed the run has no backend left, so the next best will do.
 */
export async function movedRun(
  run: Run,
  name: BackendName,
  failed: boolean,
  { emit, computing, waits }: MovingDependencies,
): Promise<Moved | undefined> {
  const isWanted: IsWanted = waits.wanted;
  const activate = async (wanted: BackendName): Promise<ActiveBackend | undefined> => {
    try {
      return await waits.for(computing.activate(run.config, isWanted, wanted), isWanted);
    } catch (error) {
      const next = fallbackOf(wanted);
      if (!failed || !next || error instanceof Replaced) throw error;
      return activate(next);
    }
  };
  let left: ActiveBackend | undefined;
  try {
    left = await activate(name);
  } catch (error) {
    if (failed || error instanceof Replaced) throw error;
    emit({ type: 'notice', message: `Still computing where it was, because ${clauseOf(error)}.` });
    if (computing.backend) emit({ type: 'backend', backend: computing.backend.info });
    return undefined;
  }
  const moved = await run.resumedOn(computing.backend!);
  if (isWanted()) return { run: moved, left };
  moved.dispose();
  throw new Replaced();
}
