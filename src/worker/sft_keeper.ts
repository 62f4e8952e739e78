// Keeps a supervised training at every held-out loss, and finds the one that is kept where a training goes on.
import type { FileRecord } from '../formats/hugging_face/provenance.ts';
import { recordOf } from '../formats/hugging_face/provenance.ts';
import {
  type KeptRequest,
  type KeptTraining,
  MOST_KEPT_BYTES,
  otherFile,
  stateBytes,
} from '../own/sft/kept_training.ts';
import { sourceOf } from '../own/workshop/open_setup.ts';
import type { NamedBlob } from '../own/workshop/own_setup.ts';
import { browserSft } from '../storage/kept_sft.ts';
import type { SupervisedTraining } from '../training/sft/sft.ts';
import type { SftNews, SftPlan } from './sft_protocol.ts';

const store = browserSft<SftNews>();

const recordsOf = (files: readonly NamedBlob[]): Promise<readonly FileRecord[]> =>
  Promise.all(files.map((file) => recordOf(sourceOf(file))));

/** What the importer may read of a folder. */
const isRead = ({ name }: NamedBlob) => /\.(json|safetensors|jinja)$|^merges\.txt$/.test(name);

function startFiles({ start }: SftPlan): readonly NamedBlob[] {
  const files = start.kind === 'model' ? [...start.files, ...(start.adapter ?? [])] : (start.tokenizer ?? []);
  return files.filter(isRead);
}

function requestOf({ data: _, start, ...request }: SftPlan): KeptRequest {
  if (start.kind === 'model') {
    const { files: __, adapter: ___, ...rest } = start;
    return { ...request, start: rest };
  }
  const { tokenizer: __, ...rest } = start;
  return { ...request, start: rest };
}

export class SftKeeper {
  private told: SftNews[] = [];

  private constructor(
    private readonly begun: Pick<KeptTraining<SftNews>, 'request' | 'data' | 'start'>,
    /** What the training goes on from. */
    readonly before?: KeptTraining<SftNews>,
  ) {
    this.told = [...(before?.told ?? [])];
  }

  /** Throws a sentence where a training should go on, and is not kept or had other files. */
  static async of(plan: SftPlan, goesOn: boolean): Promise<SftKeeper> {
    const [data] = await recordsOf([plan.data]);
    const start = await recordsOf(startFiles(plan));
    const begun = { request: requestOf(plan), data, start };
    if (!goesOn) return new SftKeeper(begun);
    const before = await store.load();
    if (!before) throw new Error('no training is kept in this browser any more');
    const other = otherFile([data], [before.data]) ?? otherFile(start, before.start);
    if (other) throw new Error(other);
    return new SftKeeper(begun, before);
  }

  /** What the curves are drawn of. */
  note(news: SftNews): void {
    if (news.kind === 'steps' || news.kind === 'evaluation') this.told.push(news);
  }

  /** To be asked between two steps. Training goes on where nothing can be kept. */
  async keep(
    training: Pick<SupervisedTraining, 'save'>,
    seconds: number,
  ): Promise<Extract<SftNews, { kind: 'kept' }>> {
    const state = await training.save();
    const { step } = state;
    if (stateBytes(state) > MOST_KEPT_BYTES)
      return { kind: 'kept', step, problem: `its state is larger than ${MOST_KEPT_BYTES / 2 ** 20} MiB` };
    try {
      await store.put({ ...this.begun, savedMs: Date.now(), seconds, step, state, told: this.told });
      return { kind: 'kept', step };
    } catch (error) {
      return { kind: 'kept', step, problem: (error as Error).message };
    }
  }
}
