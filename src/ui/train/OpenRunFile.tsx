// Opens run files that the visitor chooses.
import { type ChangeEvent, useRef } from 'react';
import { named } from '../frame/files/dropped_files.ts';
import { useActions } from '../frame/useStore.ts';

const STRINGS = {
  open: 'Open a run file…',
  title: 'A run that was saved as a file, here or on another machine, or what a cluster wrote of one',
} as const;

export function OpenRunFile({ className = 'button' }: { readonly className?: string }) {
  const store = useActions();
  const inputRef = useRef<HTMLInputElement>(null);
  const take = ({ target }: ChangeEvent<HTMLInputElement>) => {
    void store.openFiles(Array.from(target.files ?? [], named));
    target.value = ''; // the same file can be chosen again
  };
  return (
    <>
      <button
        type="button"
        className={className}
        title={STRINGS.title}
        onClick={() => inputRef.current!.click()}
      >
        {STRINGS.open}
      </button>
      <input
        ref={inputRef}
        type="file"
        accept=".zip,application/zip,.json,.csv"
        multiple
        hidden
        aria-label={STRINGS.open}
        onChange={take}
      />
    </>
  );
}
