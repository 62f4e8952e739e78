// What the page gives and chooses for the export of a run, as plain data.
import type { ClusterOptions } from '../own/export/cluster_folder.ts';
import type { ClusterRun } from '../own/export/cluster_run.ts';

/** Figures so far, and where the run was computed. */
export type RunFigures = Pick<ClusterRun, 'steps' | 'evaluations' | 'origin'>;

export interface ExportChoices extends Omit<ClusterOptions, 'after'> {
  /** Takes the next step too, so that whoever goes on can compare. */
  readonly check: boolean;
  /** Of the base, where the visitor knows them: its name on Hugging Face, and its licence. */
  readonly baseName?: string;
  readonly licence?: string;
}

export type RunExport = RunFigures & ExportChoices;
