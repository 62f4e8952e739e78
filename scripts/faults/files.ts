// Files of the page that do not come, or come otherwise than they were sent.
import type { Fault } from './fault.ts';
import {
  broken,
  empty,
  flipped,
  halved,
  type Lie,
  late,
  redirected,
  saying,
  silent,
  status,
  typed,
} from './lying_server.ts';
import type { Scene } from './scene.ts';
import { NOT_LOADED, PART_FAILED } from './sentences.ts';

const PAGE = /^\/\?/;
const SCRIPT = /\/assets\/index-[\w-]+\.js/;
const STYLE = /\/assets\/index-[\w-]+\.css/;
const EXACT_TAB = /\/assets\/ExactPage-[\w-]+\.js/;
const WORKER = /\/assets\/worker-[\w-]+\.js/;
const SHARD = /\/assets\/cpu_shard_worker-[\w-]+\.js/;
const ENGINE = /\/assets\/engine-[\w-]+\.wasm/;
const WEIGHTS = /\/models\/strings\/model\.safetensors/;
const CONFIG = /\/models\/strings\/config\.json/;
const FONTS = /\.woff2?/;

const LATE_MS = 3000;
const LOGIN = '<!doctype html><title>Log in</title><p>This network asks you to log in.</p>';

/** What a browser says of a file that did not come. */
const FAILED = /Failed to load|net::ERR|MIME type|Failed to fetch|SyntaxError|Unexpected end/;

/** The server tells the truth again, and the visitor reloads the page. */
const reload = async (scene: Scene): Promise<void> => {
  scene.server.tellTruth();
  await scene.comeBack();
};
/** The server tells the truth again, and the visitor presses a button. */
const press =
  (name: string) =>
  async (scene: Scene): Promise<void> => {
    scene.server.tellTruth();
    await scene.button(name).click();
  };

const opens =
  (files: RegExp, lie: Lie) =>
  async (scene: Scene): Promise<void> => {
    scene.server.lie(files, lie);
    await scene.open();
  };

const common = { loses: 'nothing', at: 'before the page', allows: FAILED } as const;
/** Of the model's files. */
const ofModel = {
  ...common,
  sees: 'Which file is wrong and how, and “Try again”.',
  says: NOT_LOADED,
  recover: press('Try again'),
} as const;

const pageFiles: readonly Fault[] = [
  {
    ...common,
    name: 'page-fails',
    does: 'The server answers for the page with an error.',
    sees: 'The server’s own words. A reload is all that it takes.',
    says: /^no$/,
    provoke: opens(PAGE, status(500)),
    recover: reload,
  },
  {
    ...common,
    name: 'page-cut-off',
    does: 'The connection breaks in the middle of the page.',
    sees: 'The recorded first picture, or a part of it. A reload is all that it takes.',
    async provoke(scene) {
      scene.server.lie(PAGE, broken);
      await scene.open();
    },
    recover: reload,
  },
  {
    ...common,
    name: 'script-missing',
    does: 'The server has no script for the page (404), as in the middle of an update.',
    sees: 'The recorded first picture. After ten seconds: that the page’s program has not arrived.',
    says: /The page’s program has not arrived after 10 s\./,
    provoke: opens(SCRIPT, status(404)),
    recover: reload,
  },
  {
    ...common,
    name: 'script-halved',
    does: 'Only half of the page’s script arrives.',
    sees: 'The recorded first picture. After ten seconds: that the page’s program has not arrived.',
    says: /The page’s program has not arrived after 10 s\./,
    provoke: opens(SCRIPT, halved),
    recover: reload,
  },
  {
    ...common,
    name: 'script-late',
    does: 'The page’s script takes seconds to come.',
    sees: 'The recorded first picture at once; buttons work as soon as the script is there.',
    provoke: opens(SCRIPT, late(LATE_MS)),
  },
  {
    ...common,
    name: 'style-missing',
    does: 'The server has no style sheet for the page (404).',
    sees: 'A plain page on which everything works.',
    provoke: opens(STYLE, status(404)),
  },
  {
    ...common,
    name: 'fonts-missing',
    does: 'The server has no fonts for the equations (404).',
    sees: 'Equations in the fonts of the system.',
    provoke: opens(FONTS, status(404)),
  },
  {
    ...common,
    name: 'login-page-for-everything',
    does: 'A network that wants a login answers for every file with its own page.',
    sees: 'That page, and the playground after a login.',
    says: /asks you to log in/,
    provoke: opens(/./, saying(LOGIN)),
    recover: reload,
  },
];

const tabFiles: readonly Fault[] = (
  [
    ['tab-script-missing', 'The server has no script for the Exact tab (404).', status(404)],
    ['tab-script-replaced', 'A login page comes in place of the Exact tab’s script.', saying(LOGIN)],
  ] as const
).map(([name, does, lie]) => ({
  name,
  does,
  sees: 'That this part could not be loaded, and “Try again”.',
  says: PART_FAILED,
  loses: 'nothing',
  at: 'training',
  allows: FAILED,
  async provoke(scene: Scene) {
    scene.server.lie(EXACT_TAB, lie);
    await scene.link('Exact').click();
  },
  async recover(scene: Scene) {
    await press('Try again')(scene);
    await scene.said(/theorem/i);
    await scene.link('Train').click();
  },
}));

/** A browser keeps a script that failed to run for as long as the page lives. */
const halvedTab: Fault = {
  name: 'tab-script-halved',
  does: 'Only half of the Exact tab’s script arrives.',
  sees: 'That this part could not be loaded, and “Reload the page”. Then: where the run stands, and “Go on”.',
  says: PART_FAILED,
  loses: 'seconds',
  at: 'training',
  allows: /is not defined|SyntaxError|Unexpected end/,
  async provoke(scene) {
    scene.server.lie(EXACT_TAB, halved);
    await scene.link('Exact').click();
  },
  async recover(scene) {
    await press('Reload the page')(scene);
    await scene.said(/theorem/i);
    await scene.link('Train').click();
  },
};

const workerFiles: readonly Fault[] = [
  {
    ...common,
    name: 'worker-script-missing',
    does: 'The server has no script for the training worker (404).',
    sees: 'That the worker stopped, and a button to begin again.',
    says: /The worker stopped/,
    provoke: opens(WORKER, status(404)),
    recover: press('Restart'),
  },
  {
    ...common,
    name: 'worker-script-halved',
    does: 'Only half of the training worker’s script arrives.',
    sees: 'That the worker stopped, and a button to begin again.',
    says: /The worker stopped/,
    provoke: opens(WORKER, halved),
    recover: press('Restart'),
  },
  {
    ...common,
    name: 'worker-script-silent',
    does: 'The training worker’s script never comes.',
    sees: 'After ten seconds: that it has not arrived, and “Start a new worker”.',
    says: /The worker’s script has not arrived after 10 s/,
    provoke: opens(WORKER, silent),
    recover: press('Start a new worker'),
  },
  {
    ...common,
    name: 'shard-script-missing',
    does: 'The server has no script for the CPU engine’s threads (404).',
    sees: 'Nothing: one thread does the work of all.',
    provoke: opens(SHARD, status(404)),
  },
  {
    ...common,
    name: 'shard-script-silent',
    does: 'The script of the CPU engine’s threads never comes.',
    sees: 'Nothing: one thread does the work of all, or the page says what it waits for.',
    provoke: opens(SHARD, silent),
  },
];

const engineFiles: readonly Fault[] = (
  [
    ['engine-missing', 'The server has no CPU engine (404).', status(404)],
    ['engine-halved', 'Only half of the CPU engine arrives.', halved],
    ['engine-flipped', 'One bit of the CPU engine is the other.', flipped(0.5)],
    ['engine-replaced', 'A login page comes in place of the CPU engine.', saying(LOGIN)],
  ] as const
).map(([name, does, lie]) => ({
  ...common,
  name,
  does,
  sees: 'On what it computes instead, and why.',
  says: /Computing on TensorFlow\.js .+ instead of what was asked for, because .+/,
  provoke: opens(ENGINE, lie),
}));

const otherEngineFiles: readonly Fault[] = [
  {
    ...common,
    name: 'engine-silent',
    does: 'The CPU engine never comes.',
    sees: 'After ten seconds: what has not come, and “Try again”.',
    says: /for 10 s|after 10 s/,
    provoke: opens(ENGINE, silent),
    recover: press('Try again'),
  },
  {
    ...common,
    name: 'engine-of-another-type',
    does: 'The server calls the CPU engine a text.',
    sees: 'Nothing: its bytes are what counts.',
    provoke: opens(ENGINE, typed('text/plain')),
  },
];

const modelFiles: readonly Fault[] = [
  {
    ...ofModel,
    name: 'weights-missing',
    does: 'The server has no weights for the model (404).',
    fast: true,
    provoke: opens(WEIGHTS, status(404)),
  },
  {
    ...ofModel,
    name: 'weights-empty',
    does: 'The model’s weights are empty.',
    provoke: opens(WEIGHTS, empty),
  },
  {
    ...ofModel,
    name: 'weights-halved',
    does: 'Only half of the model’s weights arrive.',
    provoke: opens(WEIGHTS, halved),
  },
  {
    ...ofModel,
    name: 'weights-cut-off',
    does: 'The connection breaks in the middle of the model’s weights.',
    provoke: opens(WEIGHTS, broken),
  },
  {
    ...ofModel,
    name: 'weights-flipped',
    does: 'One bit of the model’s weights is the other.',
    fast: true,
    provoke: opens(WEIGHTS, flipped(0.9)),
  },
  {
    ...ofModel,
    name: 'weights-silent',
    does: 'The model’s weights never come.',
    sees: 'After ten seconds: what has not come, and “Try again”.',
    says: /for 10 s|after 10 s/,
    provoke: opens(WEIGHTS, silent),
  },
  {
    ...common,
    name: 'weights-late',
    does: 'The model’s weights take seconds to come.',
    sees: 'That the model loads. Training works as soon as it is there.',
    provoke: opens(WEIGHTS, late(LATE_MS)),
  },
  {
    ...common,
    name: 'weights-elsewhere',
    does: 'The server sends the page to another place for the model’s weights.',
    sees: 'Nothing: the bytes are checked, wherever they come from.',
    async provoke(scene) {
      scene.server.lie(/strings\/model\.safetensors$/, redirected('model.safetensors?moved'));
      await scene.open();
    },
  },
  {
    ...ofModel,
    name: 'config-fails',
    does: 'The server fails on the model’s configuration (500).',
    provoke: opens(CONFIG, status(500)),
  },
  {
    ...ofModel,
    name: 'config-replaced',
    does: 'A login page comes in place of the model’s configuration.',
    provoke: opens(CONFIG, saying(LOGIN)),
  },
  {
    ...ofModel,
    name: 'config-absurd',
    does: 'The model’s configuration asks for a billion layers.',
    provoke: opens(CONFIG, (truth) => {
      const config = JSON.parse(truth.body.toString());
      return { ...truth, body: Buffer.from(JSON.stringify({ ...config, layers: 1e9, n_layer: 1e9 })) };
    }),
  },
];

export const files: readonly Fault[] = [
  ...pageFiles,
  ...tabFiles,
  halvedTab,
  ...workerFiles,
  ...engineFiles,
  ...otherEngineFiles,
  ...modelFiles,
];
