// A folder that was written: what is in it, what it cannot hold, and what to type on the cluster.
import type { RunConfig } from '../../../config/schema.ts';
import { formatBytes } from '../../charts/number_format.ts';
import { CopyButton } from '../../frame/CopyButton.tsx';
import styles from './ClusterDialog.module.css';
import { clusterCommands } from './cluster_commands.ts';
import type { ClusterFile } from './cluster_file.ts';

const STRINGS = {
  written: (name: string, files: number, bytes: string) =>
    `${name}.zip is in your downloads: ${files} files, ${bytes}.`,
  notes: 'What to know of it',
  commands: 'On the cluster',
  copy: 'Copy the commands',
  check: 'The check prints both steps, and fails where they differ.',
  more: 'Several GPUs: raise --nproc_per_node. slurm.sh starts both commands on a Slurm cluster.',
  reward: 'Write the reward in reward.py first: no step is taken before it gives this page’s rewards.',
  preferences: 'brain/preferences.jsonl has preference pairs as TRL’s DPOTrainer reads them.',
  back: 'Training writes the folder continued/. Drop it below, or anywhere on this page.',
} as const;

interface ClusterResultProps {
  readonly file: ClusterFile;
  readonly config: RunConfig;
  readonly isFinished: boolean;
}

export function ClusterResult({ file, config, isFinished }: ClusterResultProps) {
  const { name, names, bytes, notes } = file;
  const commands = clusterCommands({ name, config, names, isFinished });
  const trains = config.method === 'brain';
  const said = [
    ...(names.includes('brain/ts_after.safetensors') ? [STRINGS.check] : []),
    ...(trains ? [STRINGS.reward, STRINGS.more] : []),
    ...(names.includes('brain/preferences.jsonl') ? [STRINGS.preferences] : []),
    ...(trains ? [STRINGS.back] : []),
    ...notes,
  ];
  return (
    <div className={styles.result}>
      <p role="status" className={styles.written}>
        {STRINGS.written(name, names.length, formatBytes(bytes.length))}
      </p>
      <section aria-label={STRINGS.commands}>
        <div className={styles.head}>
          <h3>{STRINGS.commands}</h3>
          <CopyButton text={commands} label={STRINGS.copy} name={STRINGS.commands} />
        </div>
        <pre className={styles.commands}>
          <code>{commands}</code>
        </pre>
      </section>
      <section aria-label={STRINGS.notes}>
        <h3>{STRINGS.notes}</h3>
        <ul className={styles.notes}>
          {said.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}
