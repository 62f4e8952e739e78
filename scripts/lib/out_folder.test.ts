import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { laboratory } from '../lab/laboratory.ts';
import { reproduce } from '../reproduce/reproduce.ts';
import { UsageError } from './arguments.mjs';
import { root } from './install.mjs';
import { outFile, outFolder } from './out_folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'out-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'file');
writeFileSync(file, 'kept');

test('a folder that can be written exists then, with nothing new in it', () => {
  const out = join(folder, 'a/b');
  expect(outFolder(out, ['run.json'])).toBe(out);
  expect(existsSync(join(out, 'run.json'))).toBe(false);
  writeFileSync(join(out, 'run.json'), 'old');
  outFolder(out, ['run.json']);
  expect(readFileSync(join(out, 'run.json'), 'utf8')).toBe('old');
  expect(outFile(join(folder, 'c/table.md'))).toBe(join(folder, 'c/table.md'));
  expect(existsSync(join(folder, 'c/table.md'))).toBe(false);
});

test('a file in the way is refused, and kept', () => {
  for (const out of [file, join(file, 'below')]) {
    expect(() => outFolder(out, [])).toThrow(UsageError);
    expect(() => outFolder(out, [])).toThrow(
      `invalid --out: ${out} (expected a folder that can be written: a file is in the way)`,
    );
  }
  mkdirSync(join(folder, 'd/run.json'), { recursive: true });
  expect(() => outFolder(join(folder, 'd'), ['run.json'])).toThrow('a folder is in the way');
  expect(() => outFile(join(folder, 'd'))).toThrow('(expected a file that can be written: a folder is in');
  expect(readFileSync(file, 'utf8')).toBe('kept');
});

const lab = async (...argv: string[]) => {
  const complaints: string[] = [];
  const code = await laboratory(
    argv,
    () => {},
    (text) => complaints.push(text),
  );
  return { code, complaint: complaints.join() };
};

test.each([
  [['train', '--out', file], 'folder'],
  [['sweep', '--sweep', 'gamma:1', '--out', file], 'folder'],
  [['search', '--out', file], 'folder'],
  [['reward', '--task', 'tldr', '--out', file], 'folder'],
  [['exact', '--out', join(file, 'table.md')], 'file'],
])('lab %j refuses it before it computes anything', async (argv, form) => {
  expect(await lab(...argv)).toEqual({
    code: 2,
    complaint: expect.stringContaining(`(expected a ${form} that can be written: a file is in the way)`),
  });
});

test('reproduce refuses it before it computes anything', async () => {
  await expect(reproduce(['--smoke', '--out', file], () => {})).rejects.toThrow('a file is in the way');
});

const onLinux = test.runIf(process.platform === 'linux');

onLinux.each(['/proc/brain', '/sys/brain'])('%s is refused: it takes no folders', (out) => {
  expect(() => outFolder(out, [])).toThrow(`invalid --out: ${out} (expected a folder that can be written: `);
});

onLinux('a folder without permission is refused', () => {
  const locked = join(folder, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o555);
  chmodSync(folder, 0o755);
  const script = `import { outFolder } from ${JSON.stringify(join(root, 'scripts/lib/out_folder.ts'))};
try { outFolder(${JSON.stringify(join(locked, 'out'))}, []); } catch (error) { console.log(error.message); }`;
  // Nothing is forbidden to root.
  const nobody = process.getuid!() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
    ...nobody,
  });
  expect(stdout).toContain('(expected a folder that can be written: there is no permission)');
});
