// What a visitor's data consist of. Texts are as in the file: a space before an answer belongs to the answer.

interface Placed {
  /** Line, item or document of the file, from 1. */
  readonly place: number;
}

interface Prompted extends Placed {
  readonly prompt: string;
  /** The other fields of the line, for a reward that reads them; absent if there are none. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

interface PreferenceRow extends Prompted {
  readonly kind: 'preference';
  readonly chosen: string;
  readonly rejected: string;
}

interface SftRow extends Prompted {
  readonly kind: 'sft';
  readonly completion: string;
}

interface PromptRow extends Prompted {
  readonly kind: 'prompt';
}

export interface CorpusRow extends Placed {
  readonly kind: 'corpus';
  readonly text: string;
}

export type DataRow = PreferenceRow | SftRow | PromptRow | CorpusRow;

type WithoutPlace<Row> = Row extends DataRow ? Omit<Row, 'place'> : never;
/** What a format makes of a line. */
export type RowContent = WithoutPlace<DataRow>;
