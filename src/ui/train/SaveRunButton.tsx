// Saves a run as a file that goes on elsewhere: all of it, or up to a checkpoint.
import { useState } from 'react';
import { reasonOf } from '../../errors/reason.ts';
import type { Run } from '../../store/page_state.ts';
import type { PageStore } from '../../store/store.ts';
import { writeRunFileInWorker } from '../../worker/run_file_client.ts';
import { download } from '../charts/download.ts';
import { provenanceOf } from '../charts/provenance.ts';
import { Icon } from '../frame/Icon.tsx';
import { useActions } from '../frame/useStore.ts';
import { originOf } from './run_origin.ts';

const STRINGS = {
  save: 'Save as a file',
  saveThis: 'Save this state as a file',
  title: 'A zip that goes on here or on another machine, with tables and a report',
  failed: (reason: string) => `The run could not be saved as a file: ${reason}. It stays in the list.`,
} as const;

interface SaveRunButtonProps {
  readonly run: Run;
  /** For screen readers. */
  readonly name: string;
  /** The piece to save up to; absent: the whole run. */
  readonly index?: number;
}

export function SaveRunButton({ run, name, index }: SaveRunButtonProps) {
  const store = useActions();
  const [busy, setBusy] = useState(false);
  if (!run.kept) return null;
  const save = async () => {
    setBusy(true);
    try {
      const { bytes, step } = await runFile(store, run, index);
      const { task, method } = run.config;
      download(`brain-${task}-${method}-step-${step}.zip`, new Blob([bytes], { type: 'application/zip' }));
    } catch (error) {
      store.say(STRINGS.failed(reasonOf(error)));
    } finally {
      setBusy(false);
    }
  };
  const label = index === undefined ? STRINGS.save : STRINGS.saveThis;
  return (
    <button
      type="button"
      className="tool"
      disabled={busy}
      aria-label={`${label}: ${name}`}
      title={STRINGS.title}
      onClick={() => void save()}
    >
      {index === undefined ? <Icon name="save" /> : label}
    </button>
  );
}

async function runFile(store: PageStore, run: Run, index?: number) {
  const parts = await store.runParts(run.id, index);
  const state = store.getState();
  const { runFiles } = await import('./export_runs.ts');
  const shown = index === undefined ? run : (state.past?.run ?? run);
  const sheets = runFiles([shown], provenanceOf(state));
  const bytes = await writeRunFileInWorker({ ...parts, origin: originOf(run, state) }, sheets);
  return { bytes, step: parts.kept.step };
}
