// Brings the locked dependencies and the built app up to date; does nothing when they are.
import { spawnSync } from 'node:child_process';
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
  const installed = join(root, 'node_modules/.package-lock.json');
  return (
    existsSync(installed) && !isStale(packagesOf(join(root, 'package-lock.json')), packagesOf(installed))
  );
}

/**
 * Whether npm, the one that started us or the one on the path, succeeded. Shown on stderr unless told otherwise, so
 * that stdout stays the caller's.
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} options
 */
export function npm(args, options = { stdio: ['ignore', 2, 2] }) {
  const own = process.env.npm_execpath;
  const [command, first] = own?.endsWith('.js') ? [process.execPath, [own]] : ['npm', []];
  const shell = process.platform === 'win32' && first.length === 0;
  return spawnSync(command, [...first, ...args], { cwd: root, shell, ...options }).status === 0;
}

export function ensureDependencies() {
  if (dependenciesAreCurrent()) return;
  console.error('Installing the locked dependencies (npm ci) ...');
  if (!npm(['ci'])) throw new Error('the dependencies could not be installed; try `npm ci` to see why');
}

/**
 * Latest change below a path, in milliseconds. Folders count, so that a removed file is a change as well.
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
  const sources = ['src', 'public', 'vite.config.ts', 'package-lock.json', ...pages];
  const builtMs = Math.min(...pages.map((page) => changedMs(join(dist, page))));
  return sources.every((source) => changedMs(join(root, source)) <= builtMs);
}

export function ensureBuild() {
  if (buildIsCurrent()) return;
  console.error('Building the app (npm run build) ...');
  if (!npm(['run', 'build'])) throw new Error('the app could not be built; try `npm run build` to see why');
}
