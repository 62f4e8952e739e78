// The visitor's files of this visit: one for the page, so that they stay while another page is open.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { ruleTemplates } from '../../own/reward/rule_templates.ts';
import { OwnFiles, type OwnFilesState } from '../../store/own_files.ts';
import type { PageStore } from '../../store/store.ts';
import { createOwnClient } from '../../worker/own_client.ts';
import { useActions } from '../frame/useStore.ts';

const known = new WeakMap<PageStore, OwnFiles>();

function ownFilesOf(store: PageStore): OwnFiles {
  const files =
    known.get(store) ??
    new OwnFiles({
      ask: createOwnClient().ask,
      open: async (given) =>
        (await store.openOwnFiles?.(given)) ?? { type: 'own-files', problem: 'no worker computes here' },
      rule: ruleTemplates[0].text,
      backend: () => store.getState().backend?.name,
    });
  known.set(store, files);
  return files;
}

export function useOwnFiles(): { readonly files: OwnFiles; readonly state: OwnFilesState } {
  const store = useActions();
  const files = useMemo(() => ownFilesOf(store), [store]);
  return { files, state: useStore(files.store) };
}
