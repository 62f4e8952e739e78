// Where the numbers of a saved chart come from: the link with the settings, seed, backend, version and day.
import { writeUrl } from '../../config/url.ts';
import { currentRun, type PageState } from '../../store/page_state.ts';
import { currentPage } from '../frame/useHashPage.ts';
import { VERSION } from '../frame/version.ts';

export interface Provenance {
  readonly link: string;
  /** Of the current run; absent where the page shows no run. */
  readonly seed?: number;
  readonly backend?: string;
  readonly version: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

export function provenanceOf(state: PageState): Provenance {
  const made = { version: VERSION, date: new Date().toISOString().slice(0, 10) };
  const page = currentPage();
  const run = page === 'train' || page === 'exact' ? currentRun(state) : undefined;
  if (!run) return { link: location.href, ...made };
  // The address has the drafted settings, which may differ from the run's.
  const link = `${location.origin}${location.pathname}${writeUrl(run.config)}#${page}`;
  return { link, seed: run.config.seed, backend: state.backend?.label, ...made };
}

/** Columns that repeat it in every row, so that a table stays one table wherever its rows go. */
export const PROVENANCE_COLUMNS = ['link', 'seed', 'backend', 'version', 'date'] as const;

export const provenanceCells = (provenance: Provenance) =>
  PROVENANCE_COLUMNS.map((column) => provenance[column]);

/** In words, without the link. */
export const provenanceText = ({ seed, backend, version, date }: Provenance): string =>
  [`BRAIn Playground ${version}`, seed !== undefined && `seed ${seed}`, backend, date]
    .filter(Boolean)
    .join(' · ');
