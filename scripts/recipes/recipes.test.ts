// Adds a toy method, task and experiment in a copy of the repository, each by touching the files that its recipe in
// CONTRIBUTING.md lists and running its commands, and then asks types, lint and the derived tests.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../lib/install.mjs';
import { lists, type Recipe, readRecipe } from './recipe.ts';
import { Workshop } from './workshop.ts';

/** Only a command that hangs takes longer. */
const TIMEOUT_MS = 1_200_000;

const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const toy = (kind: string) => readFileSync(join(root, `scripts/recipes/toys/${kind}.ts.txt`), 'utf8');

const recipes = {
  method: readRecipe(contributing, 'Add a method', { file: 'toy_method', name: 'toy-method' }),
  task: readRecipe(contributing, 'Add a task', { name: 'toy-task' }),
  experiment: readRecipe(contributing, 'Add an experiment', { file: 'toy_experiment', id: 'toy-experiment' }),
} satisfies Record<string, Recipe>;

/** A toy needs no more training than this. */
const SHORTER: Readonly<Record<string, readonly string[]>> = {
  pretrain: ['--steps', '40'],
  lab: ['--steps', '40', '--pairs', '1000', '--pairsPerBatch', '24'],
};

let workshop: Workshop;

function follow({ commands }: Recipe): void {
  for (const command of commands) {
    const [, , script, ...args] = command.split(' ');
    const extra = SHORTER[script] ?? [];
    const dashes = extra.length > 0 && !args.includes('--') ? ['--'] : [];
    workshop.run('npm', 'run', '--silent', script, ...args, ...dashes, ...extra);
  }
}

beforeAll(() => {
  workshop = new Workshop();
  workshop.write('src/objectives/toy_method.ts', toy('method'));
  workshop.insert(
    'src/objectives/index.ts',
    "import { toyMethod } from './toy_method.ts';\n",
    '\nconst declared',
  );
  workshop.insert('src/objectives/index.ts', "  'toy-method': toyMethod,\n", '} as const;');
  workshop.write('src/objectives/texts/toy_method.ts', toy('method_texts'));
  workshop.insert(
    'src/objectives/texts/index.ts',
    "import { toyMethod } from './toy_method.ts';\n",
    '\nexport const methodTexts',
  );
  workshop.insert('src/objectives/texts/index.ts', "  'toy-method': toyMethod,\n", '};');
  workshop.write('src/tasks/toy-task/toy-task.ts', toy('task'));
  const card = `  'toy-task': {
    label: 'Toy',
    description: 'Repeat five colours.',
    paysFor: 'warm colours',
    rewardRule: 'Warm colours, the first places most.',
    judgeRule: 'Prefers different colours.',
  },
`;
  workshop.insert('src/tasks/task.ts', card, '} as const satisfies');
  workshop.insert(
    'src/tasks/index.ts',
    "import { toyTask } from './toy-task/toy-task.ts';\n",
    '\nexport const tasks',
  );
  workshop.insert('src/tasks/index.ts', "  'toy-task': toyTask,\n", '};');
  workshop.write('src/experiments/toy_experiment.ts', toy('experiment'));
  workshop.insert(
    'src/experiments/experiment.ts',
    "  'toy-experiment',\n",
    '] as const;\nexport type ExperimentId',
  );
  workshop.insert(
    'src/experiments/index.ts',
    "import { toyExperiment } from './toy_experiment.ts';\n",
    '\nexport const experiments',
  );
  workshop.insert('src/experiments/index.ts', "  'toy-experiment': toyExperiment,\n", '};');
  for (const recipe of Object.values(recipes)) follow(recipe);
}, TIMEOUT_MS);

afterAll(() => workshop?.remove());

it('touches what the recipes list, and nothing else', () => {
  const touched = workshop.touched();
  const all = Object.values(recipes);
  expect(touched.filter((file) => !all.some((recipe) => lists(recipe, file)))).toEqual([]);
  const listed = all.flatMap(({ paths }) => paths);
  const untouched = listed.filter((path) => !touched.some((file) => lists({ paths: [path] }, file)));
  expect(untouched).toEqual([]);
});

it('leaves the types whole', () => workshop.run('npx', 'tsc', '-p', 'tsconfig.json'), TIMEOUT_MS);

it(
  'leaves nothing for lint to say',
  () => {
    const sources = workshop.touched().filter((file) => file.endsWith('.ts'));
    workshop.run('npx', 'biome', 'check', '--error-on-warnings', ...sources);
    workshop.run('npx', 'knip', '--no-progress');
    workshop.run('node', 'scripts/import_order.mjs');
  },
  TIMEOUT_MS,
);

const DERIVED =
  /\b(METHOD_NAMES|(?:SHIPPED_)?TASK_NAMES|EXPERIMENT_IDS|generatedDocs|Object\.values\(tasks\))/;
/** They train every method, which takes long: only the toy's cases. */
const TRAINS = ['scripts/golden/golden.test.ts', 'src/session/methods.test.ts'];

const unitTests = (...args: readonly string[]) =>
  workshop.run('npx', 'vitest', 'run', '--project', 'unit', ...args);

it(
  'passes every test that is derived from methods, tasks or experiments',
  () => {
    const derived = ['src', 'scripts']
      .flatMap((folder) =>
        readdirSync(join(workshop.folder, folder), { recursive: true, encoding: 'utf8' }).map(
          (file) => `${folder}/${file}`,
        ),
      )
      .filter((file) => file.endsWith('.test.ts') && !file.includes('recipes') && !TRAINS.includes(file))
      .filter((file) => DERIVED.test(workshop.read(file)));
    expect(derived.length).toBeGreaterThan(10);
    unitTests(...derived);
    unitTests(...TRAINS, '-t', 'toy-method');
  },
  TIMEOUT_MS,
);

it('reads a recipe: its files, its folders and its commands', () => {
  const text =
    '## Add a thing\n1. `src/<name>.ts`: see `Thing`.\n2. Run `npm run docs`: writes `docs/<name>/`.\n`src/b.ts`\n## Next\n';
  const recipe = readRecipe(text, 'Add a thing', { name: 'x' });
  expect(recipe).toEqual({ paths: ['src/x.ts', 'docs/x/'], commands: ['npm run docs'] });
  expect(['src/x.ts', 'docs/x/y.md', 'src/b.ts'].map((file) => lists(recipe, file))).toEqual([
    true,
    true,
    false,
  ]);
  expect(() => readRecipe(text, 'Add nothing', {})).toThrow('no recipe: Add nothing');
});
