// The way to a cluster and back: the current run as a folder, and what a cluster wrote as points of the frontier.
import { reasonOf } from '../errors/reason.ts';
import { type ByteSource, sourceOfBlob, sourceOfBytes, wholeOf } from '../formats/byte_source.ts';
import type { ClusterFolder } from '../own/export/cluster_folder.ts';
import { frontierProblem } from '../own/export/frontier_problem.ts';
import type { NamedBlob } from '../own/workshop/own_setup.ts';
import type { Command, WorkerEvent } from '../session/protocol.ts';
import type { RunExport } from '../session/run_export.ts';
import { RUN_FILE_LIMITS } from '../storage/runs/file/run_file.ts';
import { pointsElsewhere, stepsText } from './cluster_runs.ts';
import { asNotice } from './notices.ts';
import { currentRun, type PageEvent, type PageState } from './page_state.ts';
import type { DroppedFile } from './run_file_actions.ts';
import { rowsOf } from './step_log.ts';

interface ClusterOptions {
  readonly getState: () => PageState;
  readonly act: (...events: (PageEvent | WorkerEvent)[]) => void;
  readonly send: (command: Command) => void;
  readonly openRunFiles: (files: readonly DroppedFile[]) => Promise<void>;
}

const STRINGS = {
  read: (steps: string) =>
    `A run computed elsewhere is on the frontier, ${steps}. It stays until this page is reloaded.`,
  refused: (reason: string) => `${reason}. Nothing was changed.`,
  tooLarge: (name: string, bytes: number, most: number) =>
    `${name} has ${bytes} bytes (expected at most ${most}). Of a cluster's run drop the folder: two small files of it are read`,
  otherRun: 'another run was loaded meanwhile (expected this one to stay open until its folder is written)',
} as const;

/** What a run's folder is known by, in a folder and in a zip of it. */
const PART = /^(?:run\.json|metrics\.csv)$/;
const ZIPPED_PART = /^(?:[^/]+\/)*brain\/(?:run\.json|metrics\.csv)$/;
const isZip = ({ name }: NamedBlob) => name.toLowerCase().endsWith('.zip');

const asDropped = ({ name, blob }: NamedBlob): DroppedFile => ({
  name,
  size: blob.size,
  arrayBuffer: () => blob.slice(0, blob.size).arrayBuffer(),
});

export function clusterActions({ getState, act, send, openRunFiles }: ClusterOptions) {
  let asked:
    | {
        readonly runId: number;
        readonly resolve: (folder: ClusterFolder) => void;
        readonly reject: (error: Error) => void;
      }
    | undefined;

  /** A zip's parts of a cluster's run; none: it is another kind of file. */
  async function partsIn(file: NamedBlob): Promise<readonly ByteSource[]> {
    const { fileBytes } = RUN_FILE_LIMITS;
    if (!isZip(file)) return [];
    const source = sourceOfBlob(file.name, file.blob);
    if (source.size > fileBytes) throw new Error(STRINGS.tooLarge(source.name, source.size, fileBytes));
    const { readZip } = await import('../formats/zip.ts');
    try {
      const entries = readZip(await wholeOf(source), (name) => ZIPPED_PART.test(name), RUN_FILE_LIMITS);
      return [...entries].map(([name, part]) => sourceOfBytes(name, part));
    } catch {
      return []; // whoever reads run files says what is wrong with it
    }
  }

  async function take(parts: readonly ByteSource[]): Promise<void> {
    const { readClusterRun } = await import('../own/export/read_cluster_run.ts');
    const read = await readClusterRun(parts);
    if ('problems' in read)
      throw new Error(read.problems.map(({ file, message }) => `${file}: ${message}`).join('; '));
    const run = pointsElsewhere(read);
    const state = getState();
    const problem = frontierProblem(read, currentRun(state)?.config ?? state.draft);
    if (problem) throw new Error(problem);
    act({ type: 'cluster-run-read', run }, asNotice(STRINGS.read(stepsText(run))));
  }

  async function orRefuse(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      act(asNotice(STRINGS.refused(reasonOf(error))));
    }
  }

  return {
    /** Settles what was asked. True if the event is the answer. */
    tookFolder(event: WorkerEvent): boolean {
      if (!asked) return false;
      const { runId, resolve, reject } = asked;
      const isAnswer = event.type === 'export' && event.runId === runId;
      if (isAnswer && 'files' in event.folder) resolve(event.folder);
      else if (isAnswer && 'problem' in event.folder) reject(new Error(event.folder.problem));
      else if (event.type === 'fault') reject(new Error(event.message));
      else if (event.type === 'status' && (event.runId !== runId || event.status === 'loading'))
        reject(new Error(STRINGS.otherRun));
      else return false;
      asked = undefined;
      return isAnswer;
    },
    /** The current run as a folder for a cluster. Rejects with a sentence; it must not be training. */
    exportCurrentRun(choices: Omit<RunExport, 'steps' | 'evaluations'>): Promise<ClusterFolder> {
      const { id, steps, evaluations } = currentRun(getState())!;
      asked?.reject(new Error(STRINGS.otherRun));
      return new Promise((resolve, reject) => {
        asked = { runId: id, resolve, reject };
        send({ type: 'export', ...choices, steps: rowsOf(steps), evaluations });
      });
    },
    /** Opens what was dropped or chosen: what a cluster wrote, or run files. */
    async openFiles(files: readonly NamedBlob[]): Promise<void> {
      const parts = files.filter(({ name }) => PART.test(name));
      if (parts.length > 0)
        return orRefuse(() => take(parts.map(({ name, blob }) => sourceOfBlob(name, blob))));
      const others: DroppedFile[] = [];
      for (const file of files)
        await orRefuse(async () => {
          const inside = await partsIn(file);
          if (inside.length > 0) await take(inside);
          else others.push(asDropped(file));
        });
      if (others.length > 0) await openRunFiles(others);
    },
    removeClusterRun: (clusterRunId: number) => act({ type: 'cluster-run-removed', clusterRunId }),
  };
}
