// A place for files: dropped, or chosen as files or as a folder.
import { type ChangeEvent, type DragEvent, useState } from 'react';
import type { NamedBlob } from '../../../own/workshop/own_setup.ts';
import { droppedFiles, named } from './dropped_files.ts';
import styles from './FileDrop.module.css';

const STRINGS = { files: 'Choose files…', folder: 'Choose a folder…' } as const;

export interface FileDropProps {
  readonly label: string;
  readonly hint: string;
  /** Endings, as in `accept`; absent: all. */
  readonly accept?: string;
  /** Offers folders and several files; otherwise one file. */
  readonly several?: boolean;
  readonly onFiles: (files: readonly NamedBlob[]) => void;
}

export function FileDrop({ label, hint, accept, several = false, onFiles }: FileDropProps) {
  const [over, setOver] = useState(false);
  const give = (files: readonly NamedBlob[]) => {
    if (files.length > 0) onFiles(several ? files : files.slice(0, 1));
  };
  const take = ({ target }: ChangeEvent<HTMLInputElement>) => {
    give(Array.from(target.files ?? [], named));
    target.value = ''; // the same file, changed meanwhile, can be chosen again
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no drop, and its legend would sit in the border
    <div
      role="group"
      aria-label={label}
      className={`${styles.drop} ${over ? styles.over : ''}`}
      onDragOver={(event: DragEvent) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event: DragEvent) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        void droppedFiles(event.dataTransfer).then(give);
      }}
    >
      <p className={styles.label}>{label}</p>
      <p className={styles.hint}>{hint}</p>
      <div className={styles.tools}>
        {several && (
          <label className="button">
            {STRINGS.folder}
            <input
              type="file"
              className="visually-hidden"
              // @ts-expect-error React does not know the attribute, which every browser has.
              webkitdirectory=""
              onChange={take}
            />
          </label>
        )}
        <label className="button">
          {STRINGS.files}
          <input type="file" className="visually-hidden" accept={accept} multiple={several} onChange={take} />
        </label>
      </div>
    </div>
  );
}
