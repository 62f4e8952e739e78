// Keeps the page's runs in the browser's storage as their pieces arrive, one write after the other, and brings them back.
// What cannot be kept is said once; training never waits for it.
import { inputFiles, type RunInputs, readInputs } from '../session/journal/run_inputs.ts';
import type { Resumption, RunPiece } from '../session/journal/run_piece.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import { KEPT_SCHEMA, KEPT_VERSION, type KeptRun, lastState } from '../storage/runs/kept_run.ts';
import type { BadRecord, Claim, ClaimRun, RunStore, StoredInputs } from '../storage/runs/run_store.ts';
import { statesToDrop } from '../storage/runs/state_budget.ts';
import type { PageEvent, Run } from './page_state.ts';
import { inputsToStore, type RunParts, recordAfter, runParts, storedInputFiles } from './run_parts.ts';

/** A first visit has nothing to bring back. */
const restoring = () => import('./restored_run.ts');

export interface RunKeeperOptions {
  readonly store: RunStore;
  readonly claim: ClaimRun;
  /** Keys of the runs that tabs have, this one included. */
  readonly claimed: () => Promise<readonly string[]>;
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

export class RunKeeper {
  private readonly beginnings = new Map<number, Beginning>();
  private readonly records = new Map<number, KeptRun>();
  private readonly claims = new Map<string, Claim>();
  /** Removed in this tab: no other one may clear them away before this tab goes. */
  private readonly removing = new Set<string>();
  /** Runs of this page whose keys have gone to others. */
  private readonly replaced = new Set<number>();
  private elsewhere: readonly string[] = [];
  /** Known once the runs of earlier visits are on the page. */
  private takeId?: () => number;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly options: RunKeeperOptions) {}

  /** Records of earlier visits with their ids on the page, oldest first, and those that cannot be read. */
  async found(takeId: () => number): Promise<{
    readonly found: readonly (readonly [runId: number, kept: KeptRun])[];
    readonly bad: readonly BadRecord[];
  }> {
    const { runs, bad } = await this.options.store.list();
    void this.write(() => this.clear(runs.filter(({ removedMs }) => removedMs !== undefined)));
    const present = runs.filter(({ removedMs }) => removedMs === undefined);
    const found = present.map((kept) => [takeId(), kept] as const);
    for (const [runId, kept] of found) this.records.set(runId, kept);
    this.takeId = takeId;
    await this.lookElsewhere();
    return { found, bad };
  }

  /** What was removed goes, unless the tab that removed it is still there. */
  private async clear(removed: readonly KeptRun[]): Promise<void> {
    for (const { key } of removed) {
      const claim = await this.options.claim(key);
      if (claim) await this.options.store.remove(key);
      claim?.release();
    }
  }

  /** Finds out which runs other tabs have. */
  async lookElsewhere(): Promise<void> {
    const keys = (await this.options.claimed()).filter((key) => !this.claims.has(key)).sort();
    if (keys.join() === this.elsewhere.join()) return;
    this.elsewhere = keys;
    this.options.act({ type: 'runs-elsewhere', keys });
  }

  /** True if another tab has a run: only its end tells when that is over. */
  get hasElsewhere(): boolean {
    return this.elsewhere.length > 0;
  }

  /** A run from its stored pieces. @param pieces how many of them; absent: all. */
  async read(runId: number, kept: KeptRun, pieces = kept.pieces.length): Promise<Run> {
    return (await restoring()).restoredInSlices(runId, kept, await this.histories(kept, pieces));
  }

  /** A run as it was after its piece `index`. */
  async past(runId: number, index: number): Promise<Run> {
    const kept = this.records.get(runId)!;
    const pieces = kept.pieces.filter((piece) => piece.index <= index).length;
    const histories = await this.histories(kept, pieces + 1);
    return (await restoring()).pastRun(runId, kept, histories.slice(0, pieces), histories[pieces]);
  }

  private async histories(kept: KeptRun, pieces: number): Promise<Uint8Array[]> {
    const wanted = kept.pieces.slice(0, pieces);
    const stored = await Promise.all(
      wanted.map(({ index }) => this.options.store.piece(kept.key, index, false)),
    );
    return stored.map(({ history }) => history);
  }

  /** What a new run begins with; its first piece makes its record. */
  begin(runId: number, beginning: Beginning): void {
    this.beginnings.set(runId, beginning);
    if (beginning.kept) this.records.set(runId, beginning.kept);
  }

  /** True if this tab may write the run from now on. */
  async claim(key: string): Promise<boolean> {
    if (this.claims.has(key)) return true;
    const claim = await this.options.claim(key);
    if (claim) {
      this.claims.set(key, claim);
      this.options.tell(key);
    } else await this.lookElsewhere();
    return claim !== undefined;
  }

  /** Leaves all runs but these to other tabs. */
  holdOnly(runIds: readonly number[]): void {
    const held = new Set(runIds.map((runId) => this.records.get(runId)?.key));
    for (const key of [...this.claims.keys()])
      if (!held.has(key) && !this.removing.has(key)) this.release(key);
  }

  private release(key: string): void {
    this.claims.get(key)?.release();
    this.claims.delete(key);
    this.options.tell(key);
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
      inputs: readInputs(await storedInputFiles(this.options.store, kept), kept.rewardModel),
      frontierKnown: kept.status === 'finished',
    };
  }

  /** A run's parts as they are kept. @param index the last piece, and the only one with its state; absent: all. */
  parts(runId: number, index?: number): Promise<RunParts> {
    const { store } = this.options;
    return this.write(async () => {
      const kept = this.records.get(runId)!;
      return runParts(store, index === undefined ? kept : await recordAfter(store, kept, index));
    });
  }

  /** The parts as those of a run of its own. */
  copyOf({ kept, ...parts }: RunParts): RunParts {
    const { newKey, now = Date.now } = this.options;
    const parent = { key: kept.key, step: kept.step };
    return { kept: { ...kept, key: newKey(), createdMs: now(), parent }, ...parts };
  }

  /**
   * Keeps a run from elsewhere, in place of what its key had. Rejects where another tab writes it.
   * @param insteadOf the run that had the key: whatever it tells from now on is not kept.
   */
  async adopt(runId: number, { kept, pieces, inputs }: RunParts, insteadOf?: number): Promise<Run> {
    const { restoredInSlices } = await restoring();
    // Before it takes the place of anything.
    const run = await restoredInSlices(
      runId,
      kept,
      pieces.map(({ history }) => history),
    );
    const isOurs = this.claims.has(kept.key);
    if (!(await this.claim(kept.key))) throw new Error('Another tab has this run open');
    const stored = inputsToStore(inputs);
    const record = { ...kept, inputs: stored.digests };
    try {
      await this.write(async () => {
        await this.options.store.replace(record, pieces, stored.bytes);
        this.records.set(runId, record);
        if (insteadOf === undefined) return;
        this.records.delete(insteadOf);
        this.replaced.add(insteadOf);
      });
    } finally {
      if (!isOurs) this.release(kept.key);
    }
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
    const then = await recordAfter(store, from, index);
    const stored = inputsToStore(inputFiles(given));
    const kept: KeptRun = {
      ...then,
      inputs: { ...from.inputs, ...stored.digests },
      rewardModel: given.rewardModel?.id ?? from.rewardModel,
      key: newKey(),
      createdMs: now(),
      savedMs: now(),
      status: 'paused',
      parent: { key: from.key, step: then.step },
      pinned: false,
    };
    await this.write(async () => {
      await store.copyPieces(from.key, kept.key, index);
      await store.put(kept, undefined, [], stored.bytes);
    });
    return kept;
  }

  take(event: WorkerEvent): void {
    if (event.type !== 'piece') return;
    const { runId, piece } = event;
    void this.write(() => this.keep(runId, piece));
  }

  /** Changes what is kept beside the pieces, unless another tab has the run. */
  change(runId: number, part: Partial<Pick<KeptRun, 'pinned' | 'removedMs'>>): void {
    void this.write(async () => {
      const kept = this.records.get(runId);
      if (!kept) return;
      const { key } = kept;
      const hadClaim = this.claims.has(key) && !this.removing.has(key);
      if (!(await this.claim(key))) return;
      await this.put(runId, { ...kept, ...part });
      if (part.removedMs !== undefined) this.removing.add(key);
      else this.removing.delete(key);
      if (!hadClaim && !this.removing.has(key)) this.release(key);
      else this.options.tell(key);
    });
  }

  /** Removes runs for good. */
  forget(keys: readonly string[]): void {
    void this.write(async () => {
      for (const key of keys) {
        await this.options.store.remove(key);
        this.removing.delete(key);
        if (this.claims.has(key)) this.release(key);
      }
    });
  }

  /** Another tab has kept a run that this one may show. */
  async heard(key: string): Promise<void> {
    if (this.claims.has(key) || !this.takeId) return;
    await this.lookElsewhere();
    const run = await this.latest(key);
    this.options.act(run ? { type: 'runs-restored', runs: [run] } : { type: 'run-gone', key });
  }

  /** A run as it stands in the store, which another tab may have written. Undefined where it is gone. */
  async latest(key: string): Promise<Run | undefined> {
    const { runs } = await this.options.store.list();
    const kept = runs.find((run) => run.key === key);
    if (!kept || kept.removedMs !== undefined) return undefined;
    const known = [...this.records].find(([, record]) => record.key === key);
    const runId = known?.[0] ?? this.takeId!();
    this.records.set(runId, kept);
    return this.read(runId, kept);
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
    if (this.replaced.has(runId)) return;
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
    const stored = inputsToStore(known ? {} : inputFiles(inputs));
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
    await this.put(runId, kept, piece, dropped, stored.bytes);
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
