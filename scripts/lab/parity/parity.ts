// `lab parity`: exported states, and one step in PyTorch from each, under torchrun with two processes.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterScripts } from '../../lib/cluster_scripts.ts';
import { root } from '../../lib/install.mjs';
import { makeFolder, outFolder } from '../../lib/out_folder.ts';
import { writeFiles } from '../../lib/write_files.ts';
import type { LabCommand } from '../command.ts';

/** Files of an export that the tests need. */
const KEPT = [
  'config.json',
  'model.safetensors',
  'tokenizer.json',
  'tokenizer_config.json',
  'brain/groups.jsonl',
  'brain/optimizer.safetensors',
  'brain/run.json',
];
const FIXTURE = join(root, 'src/own/export/fixtures/tiny');
const AFTER = 'torch_after.safetensors';

interface Verdict {
  readonly state: string;
  readonly command: string;
  readonly equal: boolean;
  readonly output: string;
}

/** Version of its torch; undefined where there is none. */
function torchOf(python: string): string | undefined {
  const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** Standard error goes to a log: torch 1.13 under Python 3.11 cannot do without one (its `Std` has no 0). */
function launched(processes: number, logs: string): string[] {
  if (processes === 1) return [];
  return [
    '-m',
    'torch.distributed.run',
    '--nproc_per_node',
    String(processes),
    '-r',
    '2',
    '-t',
    '1',
    '--log_dir',
    logs,
  ];
}

export const parity: LabCommand = {
  summary: 'takes one step of exported runs in PyTorch, and compares it with the step here',
  options: {
    python: { kind: 'text', default: 'python3', help: 'A Python that has PyTorch' },
    processes: { kind: 'integer', min: 1, max: 8, default: '2', help: 'Processes under torchrun' },
    engine: { kind: 'choice', options: ['ddp', 'fsdp'], default: 'ddp', help: 'What spreads the model' },
    plain: { kind: 'flag', help: 'Without transformers, even where it is installed' },
    out: { kind: 'text', help: 'Folder to keep the exports in; without it they are removed' },
    record: { kind: 'flag', help: 'Writes the answer of PyTorch that the tests compare with' },
  },
  async run(values) {
    const python = String(values.python);
    const torch = torchOf(python);
    if (torch === undefined) {
      const text = `Skipped: ${python} has no PyTorch (expected one that can import torch, such as Debian's python3-torch).`;
      return { json: { skipped: true, python }, text };
    }
    const [{ parityStates, tiny, trainedState }, { exportRun }, { nodeBackends }] = await Promise.all([
      import('./states.ts'),
      import('../../../src/session/cluster_export.ts'),
      import('../../lib/node_backends.ts'),
    ]);
    const folder =
      values.out === undefined ? mkdtempSync(join(tmpdir(), 'parity-')) : outFolder(String(values.out), []);
    const backend = await nodeBackends.activate('cpu');
    const processes = Number(values.processes);
    const verdicts: Verdict[] = [];
    for (const state of await parityStates()) {
      const run = await trainedState(state, backend);
      const { loadModel } = state;
      const options = { loadModel, backend, scripts: clusterScripts(), withBase: true, check: true };
      const { files } = await exportRun(run, options);
      const inside = join(folder, state.name);
      writeFiles(inside, files);
      const script = ['train_brain.py', '--folder', '.', '--check', '--engine', String(values.engine)];
      const more = [...(values.plain ? ['--plain'] : []), '--device', 'cpu', '--write-after', AFTER];
      const args = [...launched(processes, join(folder, 'logs')), ...script, ...more];
      const { status, stdout, stderr } = spawnSync(python, args, { cwd: inside, encoding: 'utf8' });
      const output = `${stdout}${status === 0 ? '' : stderr}`.trim();
      verdicts.push({ state: state.name, command: [python, ...args].join(' '), equal: status === 0, output });
    }
    if (values.record) record(join(folder, tiny.name));
    if (values.out === undefined) rmSync(folder, { recursive: true });
    const text = [
      `PyTorch ${torch}`,
      ...verdicts.map(({ state, command, output }) => `${state}\n$ ${command}\n${output}`),
    ].join('\n\n');
    const exitCode = verdicts.every(({ equal }) => equal) ? 0 : 1;
    return { json: { torch, verdicts }, text, exitCode };
  },
};

function record(from: string): void {
  makeFolder(join(FIXTURE, 'brain'));
  for (const name of [...KEPT, AFTER]) copyFileSync(join(from, name), join(FIXTURE, name));
}
