// Keeps the page's runs in the browser's storage as their pieces arrive, one write after the other, and brings them back.
// What cannot be kept is said once; training never waits for it.
import { reasonOf } from '../errors/reason.ts';
import { type InputFiles, inputFiles, type RunInputs, readInputs } from '../session/journal/run_inputs.ts';
import { digestOf, type Resumption, type RunPiece } from '../session/journal/run_piece.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import { KEPT_SCHEMA, KEPT_VERSION, type KeptRun, type PieceEntry } from '../storage/runs/kept_run.ts';
import { memoryRuns } from '../storage/runs/memory_runs.ts';
import type {
  BadRecord,
  Claim,
  ClaimRun,
  IndexedPiece,
  RunStore,
  StoredInputs,
} from '../storage/runs/run_store.ts';
import { statesToDrop } from '../storage/runs/state_budget.ts';
import type { PageEvent, Run } from './page_state.ts';
import { restoredRun } from './restored_run.ts';

export interface RunKeeperOptions {
  readonly store: RunStore;
  readonly claim: ClaimRun;
  readonly act: (event: PageEvent | WorkerEvent) => void;
  /** Tells other tabs that a run has changed. */
  readonly tell: (key: string) => void;
  readonly newKey: () => string;
  readonly now?: () => number;
}

/** What a run begins with. */
export interface Beginning {
  readonly parent?: KeptRun['parent'];
  readonly inputs?: RunInputs;
  /** The record that it goes on with. */
  readonly kept?: KeptRun;
}

/** All of a run that is kept. */
export interface RunParts {
  readonly kept: KeptRun;
  readonly pieces: readonly IndexedPiece[];
  readonly inputs: InputFiles;
}

export class RunKeeper {
  private readonly beginnings = new Map<number, Beginning>();
  private readonly records = new Map<number, KeptRun>();
  private readonly claims = new Map<string, Claim>();
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: RunKeeperOptions) {}

  /** Runs of earlier visits, oldest first, and the records that cannot be read. */
  async restored(
    takeId: () => number,
  ): Promise<{ readonly runs: readonly Run[]; readonly bad: readonly BadRecord[] }> {
    const { runs, bad } = await this.options.store.list();
    const unreadable = [...bad];
    const restored: Run[] = [];
    for (const kept of runs) {
      if (kept.removedMs !== undefined) {
        await this.options.store.remove(kept.key);
        continue;
      }
      try {
        const run = await this.read(takeId(), kept);
        restored.push(run);
        this.records.set(run.id, kept);
      } catch (error) {
        unreadable.push({ key: kept.key, reason: reasonOf(error), record: kept });
      }
    }
    return { runs: restored, bad: unreadable };
  }

  /** A run from its stored pieces. @param pieces how many of them; absent: all. */
  async read(runId: number, kept: KeptRun, pieces = kept.pieces.length): Promise<Run> {
    const stored = await Promise.all(
      kept.pieces.slice(0, pieces).map(({ index }) => this.options.store.piece(kept.key, index, false)),
    );
    return restoredRun(
      runId,
      kept,
      stored.map(({ history }) => history),
    );
  }

  /** What a new run begins with; its first piece makes its record. */
  begin(runId: number, beginning: Beginning): void {
    this.beginnings.set(runId, beginning);
  }

  /** True if this tab may write the run from now on. */
  async claim(key: string): Promise<boolean> {
    if (this.claims.has(key)) return true;
    const claim = await this.options.claim(key);
    if (claim) this.claims.set(key, claim);
    return claim !== undefined;
  }

  private release(key: string): void {
    this.claims.get(key)?.release();
    this.claims.delete(key);
  }

  recordOf(runId: number): KeptRun | undefined {
    return this.records.get(runId);
  }

  /** From where a run continues after its piece `index`. Throws a sentence if its pieces are damaged. */
  async resumption(kept: KeptRun, index = lastState(kept)): Promise<Resumption> {
    const upTo = kept.pieces.filter((piece) => piece.index <= index);
    const stored = await Promise.all(
      upTo.map((piece) => this.options.store.piece(kept.key, piece.index, piece.index === index)),
    );
    return {
      state: stored.at(-1)!.state!,
      groups: stored.map(({ groups }) => groups),
      nextIndex: index + 1,
      config: kept.config,
      inputs: readInputs(await this.inputsOf(kept), kept.rewardModel),
      frontierKnown: kept.status === 'finished',
    };
  }

  private async inputsOf({ inputs = {} }: KeptRun): Promise<InputFiles> {
    const files = Object.entries(inputs).map(
      async ([name, digest]) => [name, await this.options.store.input(digest)] as const,
    );
    return Object.fromEntries(await Promise.all(files));
  }

  /** A run's parts as they are kept. @param index the last piece, and the only one with its state; absent: all. */
  async parts(kept: KeptRun, index?: number): Promise<RunParts> {
    const upTo = kept.pieces.filter((piece) => index === undefined || piece.index <= index);
    const hasState = ({ index: at, stateBytes }: PieceEntry) =>
      stateBytes > 0 && (index === undefined || at === index);
    const pieces = upTo.map(async (piece) => ({
      index: piece.index,
      ...(await this.options.store.piece(kept.key, piece.index, hasState(piece))),
    }));
    const { step, round } = upTo.at(-1)!;
    const asThen = { pieces: upTo, step, round, status: 'paused' } as const;
    const isWhole = upTo.length === kept.pieces.length;
    return {
      kept: isWhole ? kept : { ...kept, ...asThen, config: (await this.read(0, kept, upTo.length)).config },
      pieces: await Promise.all(pieces),
      inputs: await this.inputsOf(kept),
    };
  }

  /** Keeps a run from elsewhere, in place of what its key had. Rejects where another tab writes it. */
  async adopt(runId: number, { kept, pieces, inputs }: RunParts): Promise<Run> {
    // Before it takes the place of anything.
    const run = restoredRun(
      runId,
      kept,
      pieces.map(({ history }) => history),
    );
    const isOurs = this.claims.has(kept.key);
    if (!(await this.claim(kept.key))) throw new Error('Another tab has this run open');
    const stored = storedInputs(inputs);
    const record = { ...kept, inputs: stored.digests };
    try {
      await this.write(() => this.options.store.replace(record, pieces, stored.files));
    } finally {
      if (!isOurs) this.release(kept.key);
    }
    this.records.set(runId, record);
    this.options.tell(kept.key);
    return { ...run, kept: record };
  }

  /**
   * Copies a run up to a piece, to go on otherwise. The new run's record, with the settings of that piece.
   * @param given what the visitor gives now, before what the run had.
   */
  async fork(runId: number, index: number, given: RunInputs): Promise<KeptRun> {
    const { store, newKey, now = Date.now } = this.options;
    const from = this.records.get(runId)!;
    const { config } = await this.read(
      runId,
      from,
      from.pieces.filter((piece) => piece.index <= index).length,
    );
    const pieces = from.pieces
      .filter((piece) => piece.index <= index)
      .map((piece) => (piece.index === index ? piece : { ...piece, stateBytes: 0 }));
    const { step, round } = pieces.at(-1)!;
    const stored = storedInputs(inputFiles(given));
    const kept: KeptRun = {
      ...from,
      inputs: { ...from.inputs, ...stored.digests },
      rewardModel: given.rewardModel?.id ?? from.rewardModel,
      key: newKey(),
      createdMs: now(),
      savedMs: now(),
      config,
      status: 'paused',
      step,
      round,
      pieces,
      parent: { key: from.key, step },
      pinned: false,
    };
    await this.write(async () => {
      await store.copyPieces(from.key, kept.key, index);
      await store.put(kept, undefined, [], stored.files);
    });
    return kept;
  }

  take(event: WorkerEvent): void {
    if (event.type !== 'piece') return;
    const { runId, piece } = event;
    void this.write(() => this.keep(runId, piece));
  }

  /** Changes what is kept beside the pieces. */
  change(runId: number, part: Partial<Pick<KeptRun, 'pinned' | 'removedMs'>>): void {
    void this.write(async () => {
      const kept = this.records.get(runId);
      if (kept) await this.put(runId, { ...kept, ...part });
    });
  }

  /** Another tab has kept a run that this one may show. */
  async heard(key: string): Promise<void> {
    if (this.claims.has(key)) return;
    const [runId] = [...this.records].find(([, kept]) => kept.key === key) ?? [];
    const { runs } = await this.options.store.list();
    const kept = runs.find((run) => run.key === key);
    if (runId === undefined || !kept) return;
    this.records.set(runId, kept);
    this.options.act({ type: 'runs-restored', runs: [await this.read(runId, kept)] });
  }

  /** All is written that has arrived so far. */
  async settled(): Promise<void> {
    await this.writing;
  }

  private write<T>(work: () => Promise<T>): Promise<T> {
    const done = this.writing.then(work);
    this.writing = done.then(
      () => {},
      () => {}, // whoever asked for the work hears of it
    );
    return done;
  }

  private async keep(runId: number, piece: RunPiece): Promise<void> {
    const { newKey, now = Date.now } = this.options;
    const { kept: begun, inputs = {}, parent } = this.beginnings.get(runId) ?? {};
    const known = this.records.get(runId) ?? begun;
    const key = known?.key ?? newKey();
    if (!(await this.claim(key))) return;
    const { index, step, round, totalSteps, evaluated, status, backend, config, history, groups, state } =
      piece;
    const stateBytes = state?.length ?? 0;
    const bytes = history.length + groups.length + stateBytes;
    const entry = { index, step, round, evaluated, bytes, stateBytes };
    const earlier = (known?.pieces ?? []).filter((one) => one.index < index);
    const dropped = statesToDrop([...earlier, entry]);
    const pieces = [...earlier, entry].map((one) =>
      dropped.includes(one.index) ? { ...one, bytes: one.bytes - one.stateBytes, stateBytes: 0 } : one,
    );
    const stored = storedInputs(known ? {} : inputFiles(inputs));
    const kept: KeptRun = {
      schema: KEPT_SCHEMA,
      version: KEPT_VERSION,
      createdMs: now(),
      pinned: false,
      parent,
      inputs: stored.digests,
      rewardModel: inputs.rewardModel?.id,
      ...known,
      key,
      savedMs: now(),
      config,
      status,
      step,
      round,
      totalSteps,
      backend,
      pieces,
    };
    await this.put(runId, kept, piece, dropped, stored.files);
    this.options.tell(key);
  }

  private async put(
    runId: number,
    kept: KeptRun,
    piece?: RunPiece,
    dropped?: readonly number[],
    inputs?: StoredInputs,
  ) {
    await this.options.store.put(kept, piece, dropped, inputs);
    this.records.set(runId, kept);
    this.options.act({ type: 'run-kept', runId, kept });
  }
}

function storedInputs(files: InputFiles): {
  readonly digests: KeptRun['inputs'];
  readonly files: StoredInputs;
} {
  const named = Object.entries(files).map(([name, bytes]) => [name, digestOf(bytes), bytes] as const);
  return {
    digests: Object.fromEntries(named.map(([name, digest]) => [name, digest])),
    files: new Map(named.map(([, digest, bytes]) => [digest, bytes])),
  };
}

/** Index of the last piece with a state. */
const lastState = ({ pieces }: KeptRun): number =>
  pieces.findLast(({ stateBytes }) => stateBytes > 0)?.index ?? -1;

/** 128 random bits. Works on plain http too, where `randomUUID` is absent. */
export const newRunKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

/** Keeps runs for as long as the tab lives. */
export const keeperInMemory = (act: RunKeeperOptions['act']): RunKeeper =>
  new RunKeeper({
    store: memoryRuns(),
    claim: async () => ({ release: () => {} }),
    act,
    tell: () => {},
    newKey: newRunKey,
  });
