// A thread of Node with one rule. Its data is the script; the context has the language's own globals alone.

import vm from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';

const FILE = 'rule.js';
const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

/**
 * V8 writes the place of a syntax error into the trace's head: file and line, the line's text, and a caret below it.
 * @param {Error} error
 */
function problemOf(error) {
  const { name, message, stack = '' } = error;
  const [head, , carets = ''] = stack.split('\n');
  const line = Number(/^rule\.js:(\d+)$/.exec(head)?.[1] ?? 0);
  return line === 0
    ? { message: `${name}: ${message}`, stack }
    : { message: `${name}: ${message}`, line, column: carets.indexOf('^') + 1 };
}

try {
  const context = vm.createContext({}, { codeGeneration: { strings: false, wasm: false } });
  new vm.Script(workerData, { filename: FILE }).runInContext(context);
  const room = { postMessage: (/** @type {object} */ word) => port.postMessage(word), onmessage: undefined };
  context.onmessage({ ports: [room] });
  port.on('message', (data) => /** @type {any} */ (room).onmessage({ data }));
} catch (error) {
  // An error of another context is no instance of this one's Error.
  port.postMessage({ type: 'problem', problem: problemOf(/** @type {Error} */ (error)) });
}
