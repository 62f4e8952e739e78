// What computed a run, for the files that it leaves in.
import type { RunOrigin } from '../../storage/runs/file/run_file.ts';
import type { PageState, Run } from '../../store/page_state.ts';
import { VERSION } from '../frame/version.ts';

/** The label is the device's where the run is on it; of another device only the name is known. */
export function originOf({ kept }: Run, { backend }: PageState): RunOrigin {
  const label = backend?.label ?? 'unknown';
  return { playground: VERSION, computedOn: kept && kept.backend !== backend?.name ? kept.backend : label };
}
