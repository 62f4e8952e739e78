// `lab export`: a saved run as a folder that goes on with PyTorch.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExportedRun } from '../../src/session/cluster_export.ts';
import { UsageError } from '../lib/arguments.mjs';
import { clusterScripts } from '../lib/cluster_scripts.ts';
import { root } from '../lib/install.mjs';
import { makeFolder, outFile, outFolder } from '../lib/out_folder.ts';
import type { LabCommand } from './command.ts';
import { savedRun } from './saved_run.ts';

const checkLine = (folder: string) =>
  `Check it there: python3 train_brain.py --folder ${folder} --check (needs PyTorch)`;

/** In folders of their own where their names say so. */
function writeFiles(
  folder: string,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
): void {
  for (const { name, bytes } of files) {
    makeFolder(dirname(join(folder, name)));
    writeFileSync(join(folder, name), bytes);
  }
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
    licence: { kind: 'text', help: 'Licence of the base, for the model card' },
  },
  async run(values) {
    if (values.run === undefined) throw new UsageError('no --run (expected a run.zip)');
    const file = await savedRun(String(values.run), 'run');
    const folder = outFolder(String(values.out), ['README.md']);
    const zip = values.zip === undefined ? undefined : outFile(String(values.zip));
    const [{ exportedRun }, { exportRun }, { loadModel }, { nodeBackends }] = await Promise.all([
      import('../../src/store/exported_run.ts'),
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
    const merged = values.merged === true;
    const { method } = run.config;
    const canCheck = method === 'brain' && !values['without-check'] && !(merged && run.config.loraRank > 0);
    const { files, notes } = await exportRun(
      { ...run, ...(values.licence === undefined ? {} : { licence: String(values.licence) }) },
      {
        loadModel,
        scripts: clusterScripts(),
        merged,
        withBase: !values['without-base'],
        ...(canCheck ? { backend: await nodeBackends.activate('cpu') } : {}),
      },
    );
    writeFiles(folder, files);
    if (zip !== undefined) {
      const { clusterZip } = await import('../../src/own/export/cluster_zip.ts');
      writeFileSync(zip, clusterZip(files, 'run'));
    }
    const names = files.map(({ name }) => name);
    const text = [
      `Wrote ${files.length} files to ${folder}${zip === undefined ? '' : `, and ${zip}`}`,
      ...notes,
      ...(canCheck ? [checkLine(folder)] : []),
    ].join('\n');
    return { json: { out: folder, zip, files: names, notes, check: canCheck }, text };
  },
};
