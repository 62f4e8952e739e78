// A copy of the repository in a temporary folder, to follow a recipe in.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { cpuEngineFile, cpuEngineStamp } from '../lib/cpu_engine.mjs';
import { root } from '../lib/install.mjs';

const run = (folder: string, command: string, args: readonly string[]) =>
  spawnSync(command, args, { cwd: folder, env: cleanEnvironment(), encoding: 'utf8', maxBuffer: 2 ** 28 });

/** Without what a surrounding test runner leaves for its own children. */
const cleanEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(VITEST|TEST$|NODE_ENV$|MODE$|npm_)/.test(key)),
  );

export class Workshop {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'recipe-')));
  private readonly before: ReadonlyMap<string, string>;

  constructor() {
    const { stdout, status } = run(root, 'git', [
      'ls-files',
      '-z',
      '--cached',
      '--others',
      '--exclude-standard',
    ]);
    if (status !== 0) throw new Error('no list of files (expected a checkout by git)');
    // What was built before any test is no work of a recipe.
    const built = [cpuEngineFile, cpuEngineStamp].map((file) => relative(root, file));
    for (const file of new Set([...stdout.split('\0').filter(Boolean), ...built])) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      copyFileSync(join(root, file), join(this.folder, file));
    }
    symlinkSync(realpathSync(join(root, 'node_modules')), join(this.folder, 'node_modules'), 'junction');
    this.before = this.hashes();
  }

  private hashes(): Map<string, string> {
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return new Map(
      files.map((file) => [
        file
          .slice(this.folder.length + 1)
          .split(sep)
          .join('/'),
        createHash('sha1').update(readFileSync(file)).digest('hex'),
      ]),
    );
  }

  /** Files that are new or have changed since the copy was made. */
  touched(): readonly string[] {
    return [...this.hashes()].filter(([file, hash]) => this.before.get(file) !== hash).map(([file]) => file);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Puts text in front of the first place where `before` stands. */
  insert(file: string, text: string, before: string): void {
    const source = this.read(file);
    if (!source.includes(before)) throw new Error(`no place in ${file} (expected ${JSON.stringify(before)})`);
    this.write(
      file,
      source.replace(before, () => text + before),
    );
  }

  /** What a command printed, or an error that holds it. */
  run(command: string, ...args: readonly string[]): string {
    const { status, stdout, stderr, error } = run(this.folder, command, args);
    if (status === 0) return stdout;
    const said = `${stdout}\n${stderr}\n${error ?? ''}`.slice(-6000);
    throw new Error(`${[command, ...args].join(' ')} ended with ${status}:\n${said}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
