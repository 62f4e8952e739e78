// Stands before a rule's text, in the worker of `public/sandbox.html` or in a thread of Node; read as text, never imported.
// It hides what differs from call to call, rates batches in order, says which response is under way, and rates some of
// them twice. It guards nothing: the frame's policy and origin do.

/** @param {string} name @returns {() => never} */
const refuse = (name) => () => {
  throw new Error(`${name} differs from call to call (expected a rule without chance and clock)`);
};
for (const name of ['crypto', 'performance', 'Temporal'])
  Reflect.defineProperty(globalThis, name, { get: refuse(name) });
Math.random = refuse('Math.random');
const refuseTime = refuse('the time');
class TimelessDate extends Date {
  /** @param {[]} parts */
  constructor(...parts) {
    if (parts.length === 0) refuseTime();
    super(...parts);
  }
  /** @override */
  static now = refuseTime;
}
Reflect.set(globalThis, 'Date', TimelessDate);

/**
 * @typedef {{ message: string, response?: number, stack?: string }} HarnessProblem `stack`: where a rule threw
 * @typedef {{ postMessage(word: object): void, onmessage: unknown }} HarnessPort
 */

/**
 * Serves a rule on the port that the first message brings.
 * @param {unknown} rule
 */
// biome-ignore lint/correctness/noUnusedVariables: the text behind it calls it
function serveRule(rule) {
  const { parse } = JSON;
  const MOST_REPEATED = 8;
  const LONGEST_STACK = 4000;

  /** @param {unknown} value */
  const written = (value) => {
    if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
    if (typeof value === 'object' && value !== null) return 'then' in value ? 'a promise' : 'an object';
    return typeof value === 'function' ? 'a function' : String(value);
  };

  /** @param {unknown} error */
  const thrown = (error) =>
    error instanceof Error
      ? { message: error.message || error.name, stack: error.stack }
      : { message: written(error) };

  /**
   * @param {string} responses a JSON array
   * @param {(index: number) => void} begin
   * @returns {{ scores: number[] } | { problem: HarnessProblem }}
   */
  const rated = (responses, begin) => {
    const [batch, again] = [parse(responses), parse(responses)];
    /** @type {number[]} */
    const scores = [];
    let index = 0;
    try {
      for (; index < batch.length; index++) {
        begin(index);
        const score = /** @type {Function} */ (rule)(batch[index]);
        const name = `reward of response ${index + 1}`;
        if (typeof score !== 'number' || !Number.isFinite(score))
          return {
            problem: { message: `${name} is ${written(score)} (expected a finite number)`, response: index },
          };
        scores.push(score);
      }
      const stride = Math.ceil(batch.length / MOST_REPEATED);
      for (index = 0; index < batch.length; index += stride) {
        begin(index);
        const second = /** @type {Function} */ (rule)(again[index]);
        if (Object.is(second, scores[index])) continue;
        const name = `reward of response ${index + 1}`;
        const message = `${name} is ${scores[index]}, then ${written(second)} (expected the same each time)`;
        return { problem: { message, response: index } };
      }
      return { scores };
    } catch (error) {
      const { message, stack } = thrown(error);
      return {
        problem: {
          message: `response ${index + 1}: ${message}`,
          response: index,
          stack: String(stack).slice(0, LONGEST_STACK),
        },
      };
    }
  };

  /** @param {{ ports: readonly HarnessPort[] }} message */
  const listen = ({ ports: [port] }) => {
    /** @param {{ data: { id: number, responses: string } }} batch */
    port.onmessage = ({ data: { id, responses } }) => {
      const answer = rated(responses, (index) => port.postMessage({ type: 'at', id, index }));
      port.postMessage({ type: 'scores' in answer ? 'scores' : 'problem', id, ...answer });
    };
    const problem = {
      message: `the rule is ${written(rule)} (expected a function, such as ({ response }) => response.length)`,
    };
    port.postMessage(typeof rule === 'function' ? { type: 'ready' } : { type: 'problem', problem });
  };
  Reflect.set(globalThis, 'onmessage', listen);
}
