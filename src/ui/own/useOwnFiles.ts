// The visitor's files of this visit: one for the page, so that they stay while another page is open.
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { ruleTemplates } from '../../own/reward/rule_templates.ts';
import { GivenFiles, type GivenFilesState } from '../../store/given_files.ts';
import { OwnFiles, type OwnFilesState } from '../../store/own_files.ts';
import type { PageStore } from '../../store/store.ts';
import { createOwnClient } from '../../worker/own_client.ts';
import { ruleInFrame } from '../../worker/rule_frame.ts';
import { useActions } from '../frame/useStore.ts';

interface OfVisit {
  readonly files: OwnFiles;
  readonly given: GivenFiles;
}

const known = new WeakMap<PageStore, OfVisit>();

function createFor(store: PageStore): OfVisit {
  const { ask } = createOwnClient();
  return {
    files: new OwnFiles({
      ask,
      open: (setup) => store.ownRuns.open(setup),
      rule: ruleTemplates[0].text,
      openRule: ruleInFrame,
      backend: () => store.getState().backend?.name,
    }),
    given: new GivenFiles((files) => ask({ kind: 'fingerprints', files })),
  };
}

function ofVisit(store: PageStore): OfVisit {
  const present = known.get(store) ?? createFor(store);
  known.set(store, present);
  return present;
}

export function useOwnFiles(): { readonly files: OwnFiles; readonly state: OwnFilesState } {
  const store = useActions();
  const { files } = useMemo(() => ofVisit(store), [store]);
  return { files, state: useStore(files.store) };
}

/** Files that a kept run asks for. */
export function useGivenFiles(): { readonly given: GivenFiles; readonly state: GivenFilesState } {
  const store = useActions();
  const { given } = useMemo(() => ofVisit(store), [store]);
  return { given, state: useStore(given.store) };
}
