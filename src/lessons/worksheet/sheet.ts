// What a worksheet is made of.

interface WorksheetQuestion {
  readonly text: string;
  readonly answer: string;
  /** Lines to write on. */
  readonly lines: number;
}

export interface Worksheet {
  readonly intro: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly questions: readonly WorksheetQuestion[];
  /** A blank picture for a prediction, by its axes. */
  readonly grid?: { readonly x: string; readonly y: string };
}
