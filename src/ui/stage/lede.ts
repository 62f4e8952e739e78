/** What the page is about; also in the page before any script runs. */
export const LEDE =
  'A tiny language model writes. A reward scores it. BRAIn makes good answers more likely, without drifting far.';
