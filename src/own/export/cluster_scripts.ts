// The programs that go along with a run.

/** What every folder gets as it is, by name: `public/cluster/`. */
export const CLUSTER_SCRIPTS = [
  'train_brain.py',
  'brain_files.py',
  'brain_models.py',
  'brain_reward.py',
  'brain_check.py',
  'plain_models.py',
  'trainer_brain.py',
  'requirements.txt',
  'slurm.sh',
] as const;
