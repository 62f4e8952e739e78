// What to type on the cluster, for the folder as it was written.
import type { RunConfig } from '../../../config/schema.ts';

/** Rounds that a run which is done adds. */
const MORE_ROUNDS = 40;

export interface ClusterCommandsOptions {
  readonly name: string;
  readonly config: RunConfig;
  readonly names: readonly string[];
  /** Without rounds left: some are added. */
  readonly isFinished: boolean;
}

/** Lines for a shell; train_brain.py knows BRAIn alone. */
export function clusterCommands({ name, config, names, isFinished }: ClusterCommandsOptions): string {
  const script = 'torchrun --nproc_per_node 1 train_brain.py';
  const trained = [
    ...(isFinished ? [`--rounds ${MORE_ROUNDS}`] : []),
    '--out continued',
    '--reward reward.py:score',
  ].join(' ');
  return [
    `unzip ${name}.zip`,
    `cd ${name}`,
    'pip install -r requirements.txt',
    ...(names.includes('brain/ts_after.safetensors') ? [`${script} --check`] : []),
    ...(config.method === 'brain' ? [`${script} \\\n  ${trained}`] : []),
  ].join('\n');
}
