// The teacher's class: the codes that came so far, and what the last paste or file brought. Codes are kept in the browser
// until they are forgotten.
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type FoundResult, findResults, type LineProblem } from '../class/find_results.ts';
import { reasonOf } from '../errors/reason.ts';

interface Keeper {
  load(): Promise<readonly string[]>;
  add(codes: readonly string[]): Promise<void>;
  remove(code: string): Promise<void>;
  forget(): Promise<void>;
}

export interface GivenText {
  /** Of a file; absent: it was pasted. */
  readonly name?: string;
  readonly text: string;
}

export interface Place extends Pick<GivenText, 'name'> {
  /** From 1. */
  readonly line: number;
}

/** What one paste, or one drop of files, brought. */
export interface Heard {
  readonly fresh: number;
  /** Codes that were there already, or came twice in it. */
  readonly known: readonly Place[];
  readonly damaged: readonly (LineProblem & Place)[];
}

export interface ClassroomState {
  /** In the order in which they came. */
  readonly results: readonly FoundResult[];
  readonly heard?: Heard;
  /** Why the codes will not outlive the tab. */
  readonly trouble?: string;
}

/** A class has at most 40, and each may hand in again. */
const MOST_RESULTS = 1000;

export class Classroom {
  readonly store: StoreApi<ClassroomState> = createStore<ClassroomState>(() => ({ results: [] }));

  /** @param ids of lessons and questions; codes hold numbers in place of them. */
  constructor(
    private readonly keeper: Keeper,
    private readonly ids: readonly string[],
  ) {}

  /** Brings back the codes of earlier visits. */
  async open(): Promise<void> {
    await this.kept(async () => {
      const { results } = findResults((await this.keeper.load()).join('\n'), this.ids);
      const known = new Set(results.map(({ code }) => code));
      const sooner = this.store.getState().results.filter(({ code }) => !known.has(code));
      this.store.setState({ results: [...results, ...sooner] });
    });
  }

  /** Takes every code of the texts that is not there yet. */
  async take(texts: readonly GivenText[]): Promise<void> {
    const { results: before } = this.store.getState();
    const codes = new Set(before.map(({ code }) => code));
    const fresh: FoundResult[] = [];
    const damaged: Heard['damaged'][number][] = [];
    const known: Place[] = [];
    for (const { name, text } of texts) {
      const found = findResults(text, this.ids);
      const inFile = name !== undefined && { name };
      damaged.push(...found.damaged.map((problem) => ({ ...problem, ...inFile })));
      known.push(...found.repeated.map(({ line }) => ({ line, ...inFile })));
      for (const result of found.results)
        if (codes.has(result.code) || codes.size >= MOST_RESULTS)
          known.push({ line: result.line, ...inFile });
        else {
          codes.add(result.code);
          fresh.push(result);
        }
    }
    this.store.setState({ results: [...before, ...fresh], heard: { fresh: fresh.length, known, damaged } });
    if (fresh.length > 0) await this.kept(() => this.keeper.add(fresh.map(({ code }) => code)));
  }

  /** Codes that learners sent; they are no news of a paste. */
  async receive(codes: readonly string[]): Promise<void> {
    const { heard } = this.store.getState();
    await this.take([{ text: codes.join('\n') }]);
    this.store.setState({ heard });
  }

  async remove(removed: string): Promise<void> {
    const { results } = this.store.getState();
    this.store.setState({ results: results.filter(({ code }) => code !== removed), heard: undefined });
    await this.kept(() => this.keeper.remove(removed));
  }

  async forget(): Promise<void> {
    this.store.setState({ results: [], heard: undefined, trouble: undefined });
    await this.kept(() => this.keeper.forget());
  }

  private async kept(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.store.setState({ trouble: reasonOf(error) });
    }
  }
}
