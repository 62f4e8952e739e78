// Saves everything of the page's runs as one zip.
import { useState } from 'react';
import { download } from '../charts/download.ts';
import { provenanceOf } from '../charts/provenance.ts';
import { useActions, usePage } from '../frame/useStore.ts';

const STRINGS = {
  save: (runs: number) => (runs === 1 ? 'Save the run (zip)' : `Save all ${runs} runs (zip)`),
  title: 'Settings, steps, evaluations, samples, and a report that opens offline',
  notLoaded: 'The code that writes the file could not be loaded. Try again.',
} as const;

export function ExportRuns() {
  const store = useActions();
  const count = usePage((state) => state.runs.length);
  const [notLoaded, setNotLoaded] = useState(false);
  const save = async () => {
    const loaded = await import('./export_runs.ts').catch(() => undefined);
    setNotLoaded(loaded === undefined);
    const state = store.getState();
    if (loaded) download('runs.zip', loaded.runsZip(state.runs, provenanceOf(state)));
  };
  return (
    <>
      <button
        type="button"
        className="button"
        title={STRINGS.title}
        disabled={count === 0}
        onClick={() => void save()}
      >
        {STRINGS.save(count)}
      </button>
      {notLoaded && <p role="alert">{STRINGS.notLoaded}</p>}
    </>
  );
}
