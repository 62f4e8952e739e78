// One step of bringing one's own: its title, what it is about, and a place for files.
import type { ReactNode } from 'react';
import type { NamedBlob } from '../../own/workshop/own_setup.ts';
import type { Asked } from '../../store/own_files.ts';
import { FileDrop, type FileDropProps } from '../frame/files/FileDrop.tsx';
import { FileProblems } from './FileProblems.tsx';
import styles from './OwnPage.module.css';

export interface OwnStepProps {
  readonly id: string;
  readonly title: string;
  readonly lede: string;
  readonly drop: Omit<FileDropProps, 'onFiles'>;
  readonly onFiles: (files: readonly NamedBlob[]) => void;
  /** What became of the files. */
  readonly asked: Asked<unknown>;
  /** Said while the files are read. */
  readonly reading: (name: string) => string;
  /** Another way to give what the files hold. */
  readonly instead?: ReactNode;
  readonly children: ReactNode;
}

export function OwnStep(props: OwnStepProps) {
  const { id, title, lede, drop, onFiles, asked, reading, instead, children } = props;
  return (
    <section className="card" aria-labelledby={id}>
      <h2 className="card-title" id={id}>
        {title}
      </h2>
      <p className="card-lede">{lede}</p>
      <FileDrop {...drop} onFiles={onFiles} />
      {instead}
      <div role="status" className={styles.status}>
        {asked.status === 'asked' && reading(asked.name)}
      </div>
      {asked.status === 'failed' && <FileProblems problems={[{ message: asked.message }]} />}
      {children}
    </section>
  );
}
