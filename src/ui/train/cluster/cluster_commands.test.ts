import { expect, it } from 'vitest';
import { defaults } from '../../../config/presets.ts';
import { clusterCommands } from './cluster_commands.ts';

const options = { name: 'run', config: defaults.strings, names: ['brain/ts_after.safetensors'] };

it('checks, then trains: a run that is done adds rounds', () => {
  expect(clusterCommands({ ...options, isFinished: true })).toBe(
    `unzip run.zip
cd run
pip install -r requirements.txt
torchrun --nproc_per_node 1 train_brain.py --check
torchrun --nproc_per_node 1 train_brain.py \\
  --rounds 40 --out continued --reward reward.py:score`,
  );
  expect(clusterCommands({ ...options, isFinished: false })).not.toContain('--rounds');
});

it('has no check without its step, and no training with another method', () => {
  const commands = clusterCommands({
    ...options,
    names: [],
    config: { ...defaults.strings, method: 'dpo' },
    isFinished: true,
  });
  expect(commands).not.toContain('torchrun');
});
