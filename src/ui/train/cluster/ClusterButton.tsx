// Opens what takes a run to a cluster. The dialog is no part of the list: its buttons are not the list's.
import { useState } from 'react';
import { createPortal } from 'react-dom';
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
      {isOpen && createPortal(<ClusterDialog runId={run.id} onClose={() => setOpen(false)} />, document.body)}
    </>
  );
}
