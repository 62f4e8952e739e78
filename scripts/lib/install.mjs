// Updates the locked dependencies and the built app if they are out of date.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const dist = join(root, 'dist');

/**
 * @typedef {{ version?: string, optional?: boolean, peer?: boolean }} LockedPackage
 * @param {Record<string, LockedPackage>} wanted `packages` of package-lock.json
 * @param {Record<string, LockedPackage>} installed `packages` of node_modules/.package-lock.json
 */
export function isStale(wanted, installed) {
  return Object.entries(wanted).some(([path, { version, optional }]) => {
    if (path === '') return false;
    const found = installed[path];
    // Optional packages of other platforms are locked but not installed.
    return found === undefined ? !optional : found.version !== version;
  });
}

/** @param {string} path */
const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

function dependenciesAreCurrent() {
  // A packed folder brings what it needs.
  if (!existsSync(join(root, 'package-lock.json'))) return true;
  const installed = join(root, 'node_modules/.package-lock.json');
  return (
    existsSync(installed) && !isStale(packagesOf(join(root, 'package-lock.json')), packagesOf(installed))
  );
}

/**
 * The npm command: the one that started this process, or the one on the path.
 * @param {readonly string[]} args
 */
function npmCall(args) {
  const starter = process.env.npm_execpath;
  const [command, first] = starter?.endsWith('.js') ? [process.execPath, [starter]] : ['npm', []];
  return { command, args: [...first, ...args], shell: process.platform === 'win32' && first.length === 0 };
}

/**
 * Runs npm and returns whether it succeeded. Its output goes to stderr, so that stdout stays free for the caller.
 * @param {readonly string[]} args
 */
function npm(args) {
  const { command, args: npmArgs, shell } = npmCall(args);
  return spawnSync(command, npmArgs, { cwd: root, shell, stdio: ['ignore', 2, 2] }).status === 0;
}

/**
 * Runs npm and resolves to its success and its whole output.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function npmOutput(args, env) {
  const { command, args: npmArgs, shell } = npmCall(args);
  const child = spawn(command, npmArgs, { cwd: root, shell, env, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part));
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ ok) => resolve({ ok, output: Buffer.concat(output).toString() });
    child.once('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

export function ensureDependencies() {
  if (dependenciesAreCurrent()) return;
  console.error('Installing the locked dependencies (npm ci) ...');
  if (!npm(['ci'])) throw new Error('the dependencies could not be installed; try `npm ci` to see why');
}

/**
 * Time of the latest change below a path, in milliseconds. Folders count, so that a removed file is a change too.
 * @param {string} path
 * @returns {number}
 */
function changedMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changedMs(join(path, name))));
}

function buildIsCurrent() {
  const pages = ['index.html', 'lab.html'];
  const sources = ['src', 'public', 'scripts/lib', 'vite.config.ts', 'package-lock.json', ...pages];
  const builtMs = Math.min(...pages.map((page) => changedMs(join(dist, page))));
  return sources.every((source) => changedMs(join(root, source)) <= builtMs);
}

export function ensureBuild() {
  if (buildIsCurrent()) return;
  console.error('Building the app (npm run build) ...');
  if (!npm(['run', 'build'])) throw new Error('the app could not be built; try `npm run build` to see why');
}
