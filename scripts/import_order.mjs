// Data flows one way: a folder of src/ imports only from the folders before it, or from itself. The linter's own rule
// for restricted imports can't tell a type from a value, and types (erased by the compiler) may come from anywhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const order = [
  'errors',
  'math',
  'settings',
  'config',
  'random',
  'tokenizer',
  'tasks',
  'model',
  'engine',
  'reward',
  'judge',
  'objectives',
  'training',
  'metrics',
  'gaussian',
  'exact',
  'bench',
  'formats',
  'experiments',
  'session',
  'worker',
  'storage',
  'store',
  'ui',
];

/** Imports against the order, each with its reason. */
const exceptions = [
  { from: 'src/config/schema.ts', to: 'src/tasks/task.ts' }, // the names of the tasks are a setting's options
  { from: 'src/training/', to: 'src/metrics/' }, // training reports its own figures
  { from: 'src/tasks/', to: 'src/formats/' }, // vocabularies and models are files
  { from: 'src/model/', to: 'src/formats/' },
  { from: 'src/ui/reproduce/ReproducePage.tsx', to: 'results/' }, // the recorded report
  { from: 'src/ui/reproduce/state.ts', to: 'package.json' }, // the version a report names
];

/** @param {string} path */
const folderOf = (path) => path.split('/')[1];

/**
 * The problem of one file importing a value from another; paths from the root, with forward slashes.
 * @param {string} from
 * @param {string} to
 * @returns {string | undefined}
 */
export function importProblem(from, to) {
  const [source, target] = [folderOf(from), folderOf(to)];
  if (
    source === target ||
    exceptions.some((exception) => from.startsWith(exception.from) && to.startsWith(exception.to))
  )
    return undefined;
  const line = `${from} imports ${to}`;
  // Entries of the pages lie beside the folders: they may import everything, and nobody imports them.
  if (target?.includes('.')) return `${line}, an entry (expected a file in a folder of src/)`;
  if (!order.includes(target)) return `${line} (expected one of the folders ${order.join(', ')})`;
  if (source.includes('.') || order.indexOf(target) < order.indexOf(source)) return undefined;
  return `${line} (expected an import from before ${source}: ${order.slice(0, order.indexOf(source)).join(', ') || 'none'})`;
}

/**
 * Relative modules whose values a source text imports or exports; `import type` is left out.
 * @param {string} text
 */
export function importedModules(text) {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const statements = /\b(?:import|export)\s+(?!type\s+[{*\w])(?:[^'";]*?\sfrom\s+)?['"](\.[^'"]*)['"]/g;
  const calls = /\b(?:import\(\s*|new URL\(\s*)['"](\.[^'"]*)['"]/g;
  return [statements, calls].flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]));
}

/** @param {string} root */
function problems(root) {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => posix.join('src', file.split(sep).join('/')))
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|browser)\.tsx?$/.test(file));
  return files.flatMap((file) =>
    importedModules(readFileSync(join(root, file), 'utf8'))
      .map((module) => importProblem(file, posix.join(posix.dirname(file), module)))
      .filter((problem) => problem !== undefined),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(import.meta.dirname, '..');
  const found = problems(root);
  for (const problem of found) console.error(problem);
  if (found.length > 0) process.exitCode = 1;
  else console.log(`Import order of ${relative(process.cwd(), join(root, 'src')) || 'src'}/ is one-way.`);
}
