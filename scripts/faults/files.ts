// Files of the page that do not come, or come otherwise than they were sent.
import type { Fault } from './fault.ts';
import { flipped, status } from './lying_server.ts';

const WEIGHTS = /models\/strings\/model\.safetensors/;
const CONFIG = /models\/strings\/config\.json/;

const loadFails = /The model could not be loaded \(.*\)\. Check the connection, then try again\./;

export const files: readonly Fault[] = [
  {
    name: 'weights-missing',
    does: 'The server has no weights for the model (404).',
    sees: 'Which file is missing, and a button to try again.',
    says: loadFails,
    loses: 'nothing',
    at: 'before the page',
    allows: /404/,
    fast: true,
    async provoke(scene) {
      scene.server.lie(WEIGHTS, status(404));
      await scene.open();
    },
    async recover(scene) {
      scene.server.tellTruth();
      await scene.button('Try again').click();
    },
  },
  {
    name: 'weights-flipped',
    does: 'One bit of the model’s weights is the other.',
    sees: 'That the file is not the one that was shipped, and a button to try again.',
    says: loadFails,
    loses: 'nothing',
    at: 'before the page',
    async provoke(scene) {
      scene.server.lie(WEIGHTS, flipped(0.9));
      await scene.open();
    },
    async recover(scene) {
      scene.server.tellTruth();
      await scene.button('Try again').click();
    },
  },
  {
    name: 'config-failing',
    does: 'The server fails on the model’s configuration (500).',
    sees: 'Which file could not be loaded, and a button to try again.',
    says: loadFails,
    loses: 'nothing',
    at: 'before the page',
    allows: /500/,
    async provoke(scene) {
      scene.server.lie(CONFIG, status(500));
      await scene.open();
    },
    async recover(scene) {
      scene.server.tellTruth();
      await scene.button('Try again').click();
    },
  },
];
