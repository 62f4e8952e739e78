// Run files may be dropped anywhere on the page. What a panel takes by itself is left to it.
import { useEffect, useState } from 'react';
import { droppedFiles } from '../frame/files/dropped_files.ts';
import { useActions } from '../frame/useStore.ts';
import styles from './DropTarget.module.css';
import { FileOpening } from './FileOpening.tsx';

const STRINGS = {
  drop: 'Drop a run file to open it',
  kinds:
    'A .zip that this page saved, or the folder that a cluster wrote. Preference lines go to their panel.',
} as const;

const bringsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

export function DropTarget() {
  const store = useActions();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!bringsFiles(event)) return;
      event.preventDefault(); // otherwise the browser leaves the page for the file
      setOver(true);
    };
    const onLeave = ({ relatedTarget }: DragEvent) => {
      if (!relatedTarget) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!bringsFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      void droppedFiles(event.dataTransfer!).then(store.openFiles);
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, [store]);
  return (
    <>
      <FileOpening />
      {over && (
        <div className={styles.target} data-drop-target>
          <p>{STRINGS.drop}</p>
          <p className={styles.kinds}>{STRINGS.kinds}</p>
        </div>
      )}
    </>
  );
}
