// Checks the order of imports. A folder of src/ or src/ui/ imports only from itself and the folders before it. No file
// reaches itself through its imports. Type imports count too, because readers follow them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folders, the lowest first. Files beside the folders are entries: they import from any, and none imports them. */
export const layers = {
  'src/': [
    'errors',
    'event_loop',
    'math',
    'random',
    'settings',
    'tokenizer',
    'tasks',
    'model',
    'engine',
    'cpu',
    'markov',
    'reward',
    'judge',
    'objectives',
    'config',
    'metrics',
    'training',
    'gaussian',
    'exact',
    'bench',
    'formats',
    'own',
    'experiments',
    'session',
    'storage',
    'lessons',
    'class',
    'worker',
    'store',
    'ui',
  ],
  'src/ui/': [
    'link',
    'words',
    'frame',
    'share',
    'charts',
    'presenter',
    'queue',
    'controls',
    'methods',
    'reward',
    'train',
    'human',
    'own',
    'hand_in',
    'stage',
    'lesson',
    'exact',
    'variance',
    'reproduce',
    'sweep',
    'class',
    'pacing',
    'benchmark',
  ],
};

/** Allowed imports from outside src/, each with its reason. */
export const exceptions = [
  { from: 'src/ui/frame/version.ts', to: 'package.json' }, // the version of what leaves the page
  { from: 'src/ui/reproduce/ReproducePage.tsx', to: 'results/report.html' }, // the recorded report
  { from: 'src/ui/benchmark/Recorded.tsx', to: 'bench/engine/cpu.json' }, // a recorded result
  { from: 'src/ui/benchmark/Recorded.tsx', to: 'bench/engine/h200.json' }, // a recorded result
  { from: 'src/ui/benchmark/Recorded.tsx', to: 'bench/engine/software.json' }, // a recorded result
  { from: 'src/ui/reproduce/useRecorded.ts', to: 'results/recorded.json' }, // the same in short
];

/** @typedef {ReadonlyMap<string, readonly string[]>} Imports of each file, paths from the root with forward slashes. */

/** @param {{ from: string, to: string }} exception @param {string} from @param {string} to */
const isException = (exception, from, to) => from === exception.from && to === exception.to;

/**
 * The problem with an import of one file by another; undefined if it is allowed.
 * @param {string} from
 * @param {string} to
 * @returns {string | undefined}
 */
export function importProblem(from, to) {
  if (exceptions.some((exception) => isException(exception, from, to))) return undefined;
  const line = `${from} imports ${to}`;
  if (from.startsWith('src/') && !to.startsWith('src/')) return `${line} (expected a file of src/)`;
  for (const [root, folders] of Object.entries(layers)) {
    if (!from.startsWith(root) || !to.startsWith(root)) continue;
    const [source, target] = [from, to].map((path) => path.slice(root.length).split('/')[0]);
    if (source === target) continue;
    if (target.includes('.') && source.includes('.')) continue;
    if (target.includes('.')) return `${line}, an entry (expected a file in a folder of ${root})`;
    if (!folders.includes(target)) return `${line} (expected one of the folders ${folders.join(', ')})`;
    if (source.includes('.') || folders.indexOf(target) < folders.indexOf(source)) continue;
    const before = folders.slice(0, Math.max(0, folders.indexOf(source)));
    return `${line} (expected an import from before ${source}: ${before.join(', ') || 'none'})`;
  }
  return undefined;
}

/**
 * Paths of imports that lead from a file back to it.
 * @param {Imports} imports
 */
export function circles(imports) {
  /** @type {string[][]} */
  const found = [];
  const done = new Set();
  /** @param {string} file @param {readonly string[]} path */
  const visit = (file, path) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file]);
    else if (!done.has(file)) {
      for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
      done.add(file);
    }
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}

/**
 * Relative modules that a source text imports or exports from, types and workers included.
 * @param {string} text
 */
export function importedModules(text) {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const pattern = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|\bnew URL\(\s*)['"](\.[^'"?]*)(?:\?[^'"]*)?['"]/g;
  return [...new Set([...code.matchAll(pattern)].map((match) => match[1]))];
}

/**
 * All problems with the imports of a repository.
 * @param {Imports} imports
 */
export function problems(imports) {
  const arrows = [...imports].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
  const unused = exceptions.filter(
    (exception) => !arrows.some(({ from, to }) => isException(exception, from, to)),
  );
  return [
    ...arrows.map(({ from, to }) => importProblem(from, to)).filter((problem) => problem !== undefined),
    ...circles(imports).map((path) => `circle: ${path.join(' -> ')}`),
    ...unused.map(({ from, to }) => `${from} does not import ${to} (expected no exception for it)`),
  ];
}

/**
 * The product's files: not the tests, nor what only tests import.
 * @param {Imports} imports
 * @returns {Imports}
 */
export function withoutTests(imports) {
  let product = [...imports.keys()].filter((file) => !/\.(test|browser)\.tsx?$/.test(file));
  for (;;) {
    const isProduct = new Set(product);
    const targetsOf = (/** @type {boolean} */ wanted) =>
      new Set([...imports].flatMap(([file, targets]) => (isProduct.has(file) === wanted ? targets : [])));
    const [ofProduct, ofTests] = [targetsOf(true), targetsOf(false)];
    const stillProduct = product.filter((file) => ofProduct.has(file) || !ofTests.has(file));
    if (stillProduct.length === product.length)
      return new Map(stillProduct.map((file) => [file, imports.get(file) ?? []]));
    product = stillProduct;
  }
}

/**
 * @param {string} root
 * @returns {Imports}
 */
function readImports(root) {
  const files = ['src', 'scripts']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        posix.join(folder, file.split(sep).join('/')),
      ),
    )
    .filter((file) => /\.(tsx?|mjs)$/.test(file));
  return new Map(
    files.map((file) => [
      file,
      importedModules(readFileSync(join(root, file), 'utf8')).map((module) =>
        posix.join(posix.dirname(file), module),
      ),
    ]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(import.meta.dirname, '..');
  const missing = Object.entries(layers).flatMap(([path, folders]) =>
    folders.map((folder) => path + folder).filter((folder) => !existsSync(join(root, folder))),
  );
  const found = [
    ...problems(withoutTests(readImports(root))),
    ...missing.map((folder) => `${folder} is in the order (expected a folder)`),
  ];
  for (const problem of found) console.error(problem);
  if (found.length > 0) process.exitCode = 1;
  else console.log('Imports go one way, types included, and no file reaches itself.');
}
