// Kernels are text within the program, which no minifier shortens: their comments and leading spaces stay out of the
// build. It touches only lines that begin within a template literal.
import { parseAst } from 'vite';

const KERNELS = /[\\/]src[\\/]engine[\\/].*\.ts$/;
/** Whole lines without code, and the leading spaces of the next. What has a value within it is not whole. */
const WITHOUT_CODE = /\n(?:[ \t]*(?:\/\/[^\n]*)?\n)*[ \t]*/g;

/**
 * The literal parts of every template in a tree.
 * @param {unknown} node
 * @returns {Generator<{ start: number, end: number }>}
 */
function* quasis(node) {
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && node.type === 'TemplateElement')
    yield/** @type {{ start: number, end: number }} */ (/** @type {unknown} */ (node));
  for (const child of Object.values(node)) yield* quasis(child);
}

/** @param {string} code a module in JavaScript */
export function withShortKernels(code) {
  let result = '';
  let at = 0;
  const parts = [...quasis(parseAst(code))].sort((a, b) => a.start - b.start);
  for (const { start, end } of parts) {
    result += code.slice(at, start) + code.slice(start, end).replace(WITHOUT_CODE, '\n');
    at = end;
  }
  return result + code.slice(at);
}

/** @type {import('vite').Plugin} */
export const shortWgsl = {
  name: 'short-wgsl',
  transform: {
    filter: { id: KERNELS },
    handler: (code) => ({ code: withShortKernels(code), map: null }),
  },
};
