// Opens run files: the run comes into the list, is kept, and can go on. A file that cannot be read changes nothing.
import { reasonOf } from '../errors/reason.ts';
import type { WorkerEvent } from '../session/protocol.ts';
import { RUN_FILE_LIMITS, type RunFile } from '../storage/runs/file/run_file.ts';
import { currentRun, isElsewhere, type PageEvent, type PageState, type Run } from './page_state.ts';
import type { RunKeeper } from './run_keeper.ts';
import type { RunParts } from './run_parts.ts';

/** A file as the browser gives it. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What is done where the list has an older state of the run. */
export type Replacement = 'replace' | 'copy' | 'cancel';

export type ReadRunFile = (bytes: Uint8Array<ArrayBuffer>) => Promise<RunFile>;

interface RunFileOptions {
  readonly keeper: RunKeeper;
  readonly getState: () => PageState;
  readonly act: (...events: (PageEvent | WorkerEvent)[]) => void;
  /** The next free id of a run. */
  readonly takeId: () => number;
  readonly makeRoom: () => void;
  readonly openRun: (runId: number) => Promise<void>;
  /** True if the current run has not trained and no start is pending. */
  readonly isUntouched: () => boolean;
  readonly readRunFile: ReadRunFile;
}

const STRINGS = {
  refused: (name: string, reason: string) => `${name}: ${reason}. Nothing was changed.`,
  opened: (id: number, name: string) => `Run #${id} is in the list of runs, from ${name}.`,
} as const;

const ZIP_START = [0x50, 0x4b];

export function runFileActions({
  keeper,
  getState,
  act,
  takeId,
  makeRoom,
  openRun,
  isUntouched,
  readRunFile,
}: RunFileOptions) {
  let opening: Promise<void> = Promise.resolve();
  let answer: (replacement: Replacement) => void = () => {};

  async function bytesOf(file: DroppedFile): Promise<Uint8Array<ArrayBuffer>> {
    const { fileBytes } = RUN_FILE_LIMITS;
    if (file.size > fileBytes)
      throw new Error(`invalid run file: ${file.size} bytes (expected at most ${fileBytes})`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (ZIP_START.some((byte, i) => bytes[i] !== byte))
      throw new Error('invalid run file: another kind of file (expected a .zip that this page saved)');
    return bytes;
  }

  /** A run of the list that a file's run could take the place of. */
  function olderOf({ kept: { key, savedMs } }: RunParts): Run | undefined {
    const state = getState();
    const known = state.runs.find(({ kept }) => kept?.key === key);
    if (!known?.kept || isElsewhere(state, known) || known.kept.savedMs >= savedMs) return undefined;
    const trains = known.id === state.currentRunId && state.progress.status === 'running';
    return trains ? undefined : known;
  }

  const isKnown = (key: string): boolean => {
    const { runs, removed } = getState();
    return [...runs, ...removed.flatMap((removal) => removal.runs)].some(({ kept }) => kept?.key === key);
  };

  async function ask(file: DroppedFile, parts: RunParts, older: Run): Promise<Replacement> {
    const { step, savedMs } = parts.kept;
    act({ type: 'file-opening', file: { name: file.name, newer: { runId: older.id, step, savedMs } } });
    return new Promise((resolve) => {
      answer = resolve;
    });
  }

  /** The run in the list; undefined where the visitor does not want it. */
  async function takenIn(file: DroppedFile, parts: RunParts): Promise<Run | undefined> {
    const older = olderOf(parts);
    const replacement = older ? await ask(file, parts, older) : 'copy';
    if (replacement === 'cancel') return undefined;
    const id = takeId();
    if (older && replacement === 'replace' && olderOf(parts) === older) {
      const run = await keeper.adopt(id, parts, older.id);
      act({ type: 'run-replaced', runId: older.id, run });
      return run;
    }
    const run = await keeper.adopt(id, isKnown(parts.kept.key) ? keeper.copyOf(parts) : parts);
    act({ type: 'runs-restored', runs: [run] });
    return run;
  }

  async function open(file: DroppedFile): Promise<void> {
    act({ type: 'file-opening', file: { name: file.name } });
    try {
      const run = await takenIn(file, await readRunFile(await bytesOf(file)));
      if (!run) return;
      makeRoom();
      act({ type: 'notice', message: STRINGS.opened(run.id, file.name) });
      if (!currentRun(getState()) || isUntouched()) await openRun(run.id);
      if (run.kept?.status !== 'finished') act({ type: 'run-returned', runId: run.id });
    } catch (error) {
      act({ type: 'notice', message: STRINGS.refused(file.name, reasonOf(error)) });
    } finally {
      act({ type: 'file-opening' });
    }
  }

  return {
    /** One after the other; each says what came of it. */
    openRunFiles(files: readonly DroppedFile[]): Promise<void> {
      for (const file of files) opening = opening.then(() => open(file));
      return opening;
    },
    /** Answers whether a newer state takes the place of the run in the list. */
    answerReplacement: (replacement: Replacement) => answer(replacement),
    /** All of a run that is kept, for a file. @param index its last piece; absent: all. */
    runParts: (runId: number, index?: number): Promise<RunParts> => keeper.parts(runId, index),
  };
}
