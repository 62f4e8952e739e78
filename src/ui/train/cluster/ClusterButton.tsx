// Opens what takes a run to a cluster.
import { useState } from 'react';
import type { Run } from '../../../store/page_state.ts';
import { Icon } from '../../frame/Icon.tsx';
import { lazyPart } from '../../frame/lazy_part.tsx';

const ClusterDialog = lazyPart(async () => (await import('./ClusterDialog.tsx')).ClusterDialog);

const STRINGS = {
  open: 'Take it to a cluster',
  title: 'A folder for PyTorch and transformers, with scripts that go on',
} as const;

/** @param name for screen readers. */
export function ClusterButton({ run, name }: { readonly run: Run; readonly name: string }) {
  const [isOpen, setOpen] = useState(false);
  if (!run.kept) return null;
  return (
    <>
      <button
        type="button"
        className="tool"
        aria-label={`${STRINGS.open}: ${name}`}
        title={`${STRINGS.open}: ${STRINGS.title}`}
        onClick={() => setOpen(true)}
      >
        <Icon name="cluster" />
      </button>
      {isOpen && <ClusterDialog runId={run.id} onClose={() => setOpen(false)} />}
    </>
  );
}
