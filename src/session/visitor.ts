// The visitor's own data, whose code is fetched with the first of them: most visits bring none.
import type { LoadModel } from './model_files.ts';
import type { Command, Load, WorkerEvent } from './protocol.ts';
import type { VisitorCommand, VisitorData, VisitorPart } from './visitor_data.ts';

export class Visitor {
  private data?: VisitorData;

  private async opened(): Promise<VisitorData> {
    const { VisitorData } = await import('./visitor_data.ts');
    this.data ??= new VisitorData();
    return this.data;
  }

  async answer(command: VisitorCommand): Promise<WorkerEvent> {
    return (await this.opened()).answer(command);
  }

  get isReading(): boolean {
    return this.data?.isReading === true;
  }

  async readOn(emit: (event: WorkerEvent) => void): Promise<void> {
    await this.data?.readOn(emit);
  }

  /** Whether a command must wait for data that are being read. */
  readonly holdsUp = (command: Command): boolean => this.data?.holdsUp(command) === true;

  /** What a run trains on: what it always had where it goes on, else the visitor's present data. */
  async partOf(command: Load, load: LoadModel): Promise<VisitorPart> {
    const hasInputs = this.data !== undefined || command.resumption?.inputs !== undefined;
    return hasInputs ? (await this.opened()).partOf(command, load) : { loadModel: load };
  }
}
