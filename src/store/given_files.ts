// Files that are given again for a kept run: those with its fingerprints are found, others are refused by what differs.
import { createStore } from 'zustand/vanilla';
import { reasonOf } from '../errors/reason.ts';
import type { FileRecord } from '../formats/hugging_face/provenance.ts';
import { adapterApart } from '../own/workshop/adapter_files.ts';
import type { OwnNeeds } from '../own/workshop/own_needs.ts';
import type { NamedBlob, OwnSetup } from '../own/workshop/own_setup.ts';

export interface GivenFilesState {
  /** What they are given for. */
  readonly needs?: OwnNeeds;
  readonly isReading: boolean;
  /** The right ones so far, by their SHA-256. */
  readonly found: ReadonlyMap<string, NamedBlob>;
  /** What is wrong with others, in sentences. */
  readonly problems: readonly string[];
}

export const needed = ({ model, data }: OwnNeeds): readonly FileRecord[] => [...model.files, data];

const short = (sha256: string) => `${sha256.slice(0, 12)}…`;
const listed = (records: readonly FileRecord[]) => records.map(({ name }) => name).join(', ');

/** Why a file is not taken, if it stands for one that is asked for. */
function differs({ name, sha256 }: FileRecord, asked: readonly FileRecord[]): string[] {
  const meant = asked.find((record) => record.name === name);
  if (!meant) return [];
  return [
    `${name} is another file: its fingerprint is ${short(sha256)} (expected ${short(meant.sha256)}, as the run was made with)`,
  ];
}

const NOTHING: Omit<GivenFilesState, 'needs'> = { isReading: false, found: new Map(), problems: [] };

export class GivenFiles {
  readonly store = createStore<GivenFilesState>(() => NOTHING);

  constructor(
    private readonly fingerprints: (files: readonly NamedBlob[]) => Promise<readonly FileRecord[]>,
  ) {}

  private get state(): GivenFilesState {
    return this.store.getState();
  }

  /** What is asked for from now on. */
  ask(needs: OwnNeeds | undefined): void {
    if (this.state.needs !== needs) this.store.setState({ ...NOTHING, needs });
  }

  /** What a run is opened from once all is there, else undefined. */
  async give(files: readonly NamedBlob[]): Promise<OwnSetup | undefined> {
    const { needs } = this.state;
    if (!needs) return undefined;
    this.store.setState({ isReading: true, problems: [] });
    try {
      const records = await this.fingerprints(files);
      if (this.state.needs !== needs) return undefined; // another run asks meanwhile
      this.compare(files, records, needs);
    } catch (error) {
      this.store.setState({ isReading: false, problems: [reasonOf(error)] });
    }
    return this.setup(needs);
  }

  private compare(files: readonly NamedBlob[], records: readonly FileRecord[], needs: OwnNeeds): void {
    const found = new Map(this.state.found);
    const isNeeded = ({ sha256 }: FileRecord) => needed(needs).some((record) => record.sha256 === sha256);
    records.forEach((record, i) => {
      if (isNeeded(record)) found.set(record.sha256, files[i]);
    });
    const asked = needed(needs).filter(({ sha256 }) => !found.has(sha256));
    const problems = records
      .filter((record) => !isNeeded(record))
      .flatMap((record) => differs(record, asked));
    const isOther = problems.length === 0 && !records.some(isNeeded);
    this.store.setState({
      isReading: false,
      found,
      problems: isOther ? [`${listed(records)}: not of this run (expected ${listed(asked)})`] : problems,
    });
  }

  private setup({ model, data, plan, rule, rewardKind, figures }: OwnNeeds): OwnSetup | undefined {
    const blobOf = ({ name, sha256 }: FileRecord): NamedBlob[] => {
      const blob = this.state.found.get(sha256);
      return blob ? [{ ...blob, name, folder: undefined }] : []; // it may have another name by now
    };
    const files = model.files.flatMap(blobOf);
    const [file] = blobOf(data);
    if (files.length < model.files.length || !file) return undefined;
    return {
      model: { ...adapterApart(files), endToken: model.endToken },
      data: file,
      plan,
      reward: { kind: rewardKind ?? 'rule', text: rule },
      figures,
    };
  }
}
