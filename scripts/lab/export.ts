// `lab export`: a saved run as a folder that goes on with PyTorch.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportedRun } from '../../src/session/cluster_export.ts';
import { taskOf } from '../../src/tasks/index.ts';
import { type OptionValues, UsageError } from '../lib/arguments.mjs';
import { clusterScripts } from '../lib/cluster_scripts.ts';
import { root } from '../lib/install.mjs';
import { outFile, outFolder } from '../lib/out_folder.ts';
import { writeFiles } from '../lib/write_files.ts';
import type { LabCommand } from './command.ts';
import { ownFiles, ownOptions } from './own_files.ts';
import { ownRunOf, savedRun } from './saved_run.ts';

/** Options that are given, under names of ours. */
const texts = <Name extends string>(values: OptionValues, names: Readonly<Record<Name, string>>) =>
  Object.fromEntries(
    Object.entries<string>(names).flatMap(([ours, option]) =>
      values[option] === undefined ? [] : [[ours, String(values[option])]],
    ),
  ) as Partial<Record<Name, string>>;

const checkLine = (folder: string) =>
  `Check it there: python3 train_brain.py --folder ${folder} --check (needs PyTorch)`;

/** The fingerprint leaves it out; answers that end early end with it. */
function checkEndToken({ config, checkpoint }: ExportedRun): void {
  const { tokenizer, maxCompletionTokens } = taskOf(config);
  const answers = checkpoint.replay.flatMap(({ completions }) => completions.map(({ tokens }) => tokens));
  const odd = answers.find(
    (tokens) => tokens.length < maxCompletionTokens && tokens[tokens.length - 1] !== tokenizer.eos,
  );
  if (odd)
    throw new UsageError(
      `invalid --end-token: answers of the run end with token ${odd[odd.length - 1]} (expected its text, not that of token ${tokenizer.eos})`,
    );
}

export const exportCommand: LabCommand = {
  summary:
    'writes a saved run as a folder for transformers and PyTorch, with scripts that go on under torchrun',
  options: {
    run: { kind: 'text', help: 'A run.zip of lab train, or a run that the page saved as a file' },
    out: {
      kind: 'text',
      default: 'exported',
      help: 'Folder for the files; those of the same names are replaced',
    },
    zip: { kind: 'text', help: 'A zip of the folder too, at this path' },
    merged: { kind: 'flag', help: 'Of a LoRA run: the adapters merged into a model of its own' },
    'without-base': { kind: 'flag', help: 'Of a LoRA run: the adapters without the model under them' },
    'without-check': {
      kind: 'flag',
      help: 'Without the next step, which train_brain.py --check compares with',
    },
    ...ownOptions,
    'base-name': { kind: 'text', help: 'Name of the base on Hugging Face' },
    licence: { kind: 'text', help: 'Licence of the base, for the model card' },
  },
  async run(values) {
    if (values.run === undefined) throw new UsageError('no --run (expected a run.zip)');
    const file = await savedRun(String(values.run), 'run');
    const ownRun = ownRunOf(file);
    if (ownRun && values.model === undefined)
      throw new UsageError(
        'no --model (expected --model and --data, and the reward where the run does not keep its rule)',
      );
    const said: string[] = [];
    await ownFiles(values, (line) => said.push(line), ownRun);
    const folder = outFolder(String(values.out), ['README.md']);
    const zip = values.zip === undefined ? undefined : outFile(String(values.zip));
    const [{ exportedRun }, { exportRun }, { loadModel }, { nodeBackends }] = await Promise.all([
      import('../../src/storage/runs/exported_run.ts'),
      import('../../src/session/cluster_export.ts'),
      import('./node_connection.ts'),
      import('../lib/node_backends.ts'),
    ]);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const origin: ExportedRun['origin'] = {
      playground: version,
      computedOn: file.origin.computedOn,
      date: new Date().toISOString().slice(0, 10),
    };
    const run = exportedRun(file, origin);
    if (ownRun) checkEndToken(run);
    const merged = values.merged === true;
    const { method } = run.config;
    const canCheck = method === 'brain' && !values['without-check'] && !(merged && run.config.loraRank > 0);
    const { files, notes } = await exportRun(run, {
      loadModel,
      backend: await nodeBackends.activate('cpu'),
      scripts: clusterScripts(),
      merged,
      withBase: !values['without-base'],
      check: canCheck,
      ...texts(values, { baseName: 'base-name', licence: 'licence' }),
    });
    writeFiles(folder, files);
    if (zip !== undefined) {
      const { clusterZip } = await import('../../src/own/export/cluster_zip.ts');
      writeFileSync(zip, clusterZip(files, 'run'));
    }
    const names = files.map(({ name }) => name);
    const text = [
      `Wrote ${files.length} files to ${folder}${zip === undefined ? '' : `, and ${zip}`}`,
      ...said,
      ...notes,
      ...(canCheck ? [checkLine(folder)] : []),
    ].join('\n');
    return { json: { out: folder, zip, files: names, notes, check: canCheck }, text };
  },
};
