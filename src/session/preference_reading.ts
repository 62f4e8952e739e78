// Reads preference data in slices, so that a million lines hold up nothing else. The text comes from a field or a file.
import { reasonOf } from '../errors/reason.ts';
import { type LineProblem, PreferenceReader } from '../formats/preferences.ts';
import { givenTask } from '../tasks/index.ts';
import type { Preference } from '../tasks/preferences.ts';
import type { TaskName } from '../tasks/task.ts';
import type { TextFile } from './protocol.ts';

export const MOST_MEGABYTES = 64;
const MOST_BYTES = MOST_MEGABYTES << 20;
const BYTES_AT_ONCE = 1 << 20;
const SLICE_MS = 20;

export type ReadPreferences =
  | { readonly text: string; readonly preferences: readonly Preference[] }
  | { readonly problems: readonly LineProblem[] };

const refused = (message: string): ReadPreferences => ({ problems: [{ line: 1, message }] });

const tooLarge = (bytes: number) =>
  refused(`invalid file: ${Math.ceil(bytes / 2 ** 20)} MB (expected at most ${MOST_MEGABYTES} MB)`);

export class PreferenceReading {
  private readonly reader: PreferenceReader;
  private readonly decoder = new TextDecoder();
  /** Read from the file so far. */
  private readonly parts: string[] = [];
  /** What has no line end yet, and the place in it. */
  private text = '';
  private at = 0;
  private bytesRead = 0;

  constructor(
    readonly task: TaskName,
    private readonly source: string | TextFile,
  ) {
    this.reader = new PreferenceReader(givenTask(task));
    if (typeof source === 'string') this.text = source;
  }

  /** 0 to 1, and the lines so far. */
  get progress() {
    const { source, at, text, bytesRead } = this;
    const whole = typeof source === 'string' ? text.length : source.size;
    const share = whole === 0 ? 1 : (typeof source === 'string' ? at : bytesRead) / whole;
    return { share: Math.min(1, share), lines: this.reader.lines, wrong: this.reader.wrong };
  }

  /** Undefined while more slices are needed. Never throws. */
  async slice(now: () => number = () => performance.now()): Promise<ReadPreferences | undefined> {
    const { source } = this;
    const size = typeof source === 'string' ? source.length : source.size;
    if (size > MOST_BYTES) return tooLarge(size);
    const endMs = now() + SLICE_MS;
    try {
      while (now() < endMs) if (!this.nextLine() && !(await this.more())) return this.ended();
    } catch (error) {
      return refused(`invalid file: ${reasonOf(error)} (expected one that can be read)`);
    }
    return undefined;
  }

  /** Returns false where no line has ended. */
  private nextLine(): boolean {
    const end = this.text.indexOf('\n', this.at);
    if (end < 0) return false;
    this.reader.line(this.text.slice(this.at, end));
    this.at = end + 1;
    return true;
  }

  /** Returns false at the end of the source. */
  private async more(): Promise<boolean> {
    const { source, bytesRead } = this;
    if (typeof source === 'string' || bytesRead >= source.size) return false;
    const end = Math.min(source.size, bytesRead + BYTES_AT_ONCE);
    const bytes = new Uint8Array(await source.slice(bytesRead, end).arrayBuffer());
    this.bytesRead = end;
    const part = this.decoder.decode(bytes, { stream: end < source.size });
    this.parts.push(part);
    this.text = this.text.slice(this.at) + part;
    this.at = 0;
    return true;
  }

  private ended(): ReadPreferences {
    this.reader.line(this.text.slice(this.at));
    const { result } = this.reader;
    if ('problems' in result) return result;
    return { ...result, text: typeof this.source === 'string' ? this.source : this.parts.join('') };
  }
}
