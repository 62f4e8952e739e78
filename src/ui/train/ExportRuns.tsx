// Saves everything of the page's runs as one zip.
import { download } from '../charts/chart_files.ts';
import { provenanceOf } from '../charts/provenance.ts';
import { useActions, usePage } from '../frame/useStore.ts';

const STRINGS = {
  save: (runs: number) => (runs === 1 ? 'Save the run (zip)' : `Save all ${runs} runs (zip)`),
  title: 'Settings, steps, evaluations, samples, and a report that opens offline',
} as const;

export function ExportRuns() {
  const store = useActions();
  const count = usePage((state) => state.runs.length);
  const save = async () => {
    const { runsZip } = await import('./export_runs.ts');
    const state = store.getState();
    download('runs.zip', runsZip(state.runs, provenanceOf(state)));
  };
  return (
    <button
      type="button"
      className="button"
      title={STRINGS.title}
      disabled={count === 0}
      onClick={() => void save()}
    >
      {STRINGS.save(count)}
    </button>
  );
}
