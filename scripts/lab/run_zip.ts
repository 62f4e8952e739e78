// The run as the page keeps it, for run.zip: it goes on in the page, or with `lab train --resume`.
import { changedSettings } from '../../src/config/diff.ts';
import type { RunConfig } from '../../src/config/schema.ts';
import type { OwnNeeds } from '../../src/own/workshop/own_needs.ts';
import { readHistory } from '../../src/session/journal/run_history.ts';
import { inputFiles } from '../../src/session/journal/run_inputs.ts';
import type { Resumption } from '../../src/session/journal/run_piece.ts';
import type { BackendInfo, WorkerEvent } from '../../src/session/protocol.ts';
import type { RunFile } from '../../src/storage/runs/file/run_file.ts';
import { writeRunFile } from '../../src/storage/runs/file/write_run_file.ts';
import { keeperInMemory } from '../../src/store/keeper_in_memory.ts';
import { eventsOf } from '../../src/store/restored_run.ts';
import { runFiles } from '../../src/ui/train/export_runs.ts';

const RUN_ID = 1;

/** What has happened before a run goes on. */
const TOLD = ['step', 'evaluation', 'frontier'];

export class RunZip {
  private readonly keeper = keeperInMemory(() => {});
  private backend?: BackendInfo;

  receive(event: WorkerEvent): void {
    if (event.type === 'backend') this.backend = event.backend;
    this.keeper.take(event);
  }

  /** Goes on with the run of a file; with other settings it becomes a run of its own. */
  async resume(
    file: RunFile,
    config: RunConfig,
  ): Promise<{ readonly resumption: Resumption; readonly before: readonly WorkerEvent[] }> {
    const isSame = changedSettings(file.kept.config, config).length === 0;
    const { kept } = await this.keeper.adopt(RUN_ID, isSame ? file : this.keeper.copyOf(file));
    const resumption = await this.keeper.resumption(kept!);
    const histories = file.pieces.filter(({ index }) => index < resumption.nextIndex);
    const before = histories.flatMap(({ history }) => eventsOf(RUN_ID, readHistory(history)));
    return { resumption, before: before.filter(({ type }) => TOLD.includes(type)) };
  }

  /**
   * Undefined before the first step.
   * @param own the files of a run of one's own
   */
  async bytes(version: string, own?: OwnNeeds): Promise<Uint8Array | undefined> {
    await this.keeper.settled();
    const kept = this.keeper.recordOf(RUN_ID);
    if (!kept) return undefined;
    const computedOn = this.backend?.label ?? kept.backend;
    const run = await this.keeper.read(RUN_ID, kept);
    const date = new Date().toISOString().slice(0, 10);
    const sheets = runFiles([run], { link: '', backend: computedOn, version, date });
    const parts = await this.keeper.parts(RUN_ID);
    const inputs = { ...inputFiles({ own }), ...parts.inputs };
    return writeRunFile({ ...parts, inputs, origin: { playground: version, computedOn } }, sheets);
  }
}
