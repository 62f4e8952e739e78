// What a browser is told of each answer: who may frame it, what it may load, and that it is what it says it is.
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Scripts, workers and data. A worker has the policy of its own file, not that of the page.
 * @param {string} connect what it may connect to
 */
const policyOfFiles = (connect) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src ${connect}; base-uri 'none'; form-action 'none'`;

/** The worker that asks a language model: `src/worker/judge_client.ts`. */
const JUDGE = /\/assets\/judge_worker-[\w-]{8}\.js$/;
/** A page states its policy near its beginning, so that it holds on any host: `scripts/lib/page_policy.mjs`. */
const STATED = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/;
const HEAD_BYTES = 8192;

/** @param {string} file */
async function statedPolicy(file) {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return STATED.exec(buffer.toString('utf8', 0, bytesRead))?.[1];
  } finally {
    await handle.close();
  }
}

/**
 * What the judge's worker may connect to: the origin that its address names, and nothing else.
 * @param {URLSearchParams} query
 */
function judgeOrigin(query) {
  const named = query.get('connect') ?? '';
  const origin = URL.canParse(named) ? new URL(named).origin : '';
  return origin === named && /^https?:/.test(origin) ? origin : "'none'";
}

/**
 * @param {string} directory
 * @param {string} path from the folder
 * @param {URLSearchParams} query
 */
async function policyOf(directory, path, query) {
  if (path.endsWith('.html')) return (await statedPolicy(join(directory, path))) ?? policyOfFiles("'none'");
  return policyOfFiles(JUDGE.test(path) ? judgeOrigin(query) : "'self'");
}

/** The page alone frames it, to run a reward rule: `src/worker/rule_frame.ts`. */
const SANDBOX = '/sandbox.html';

/**
 * Who may frame an answer. `?embed` allows it to any page: a browser keeps the storage of a framed page apart, so a click
 * there reaches no run of the visitor's own. What the page itself frames has the same ancestors.
 * @param {string} path
 * @param {URLSearchParams} query
 */
function ancestors(path, query) {
  if (query.has('embed') && (path === '/index.html' || path === SANDBOX)) return '*';
  return path === SANDBOX ? "'self'" : "'none'";
}

/**
 * Headers of the answer; `path` is empty if it is a refusal.
 * @param {string} directory
 * @param {string} path from the folder
 * @param {URLSearchParams} query
 * @returns {Promise<Record<string, string>>}
 */
export async function securityHeaders(directory, path, query) {
  return {
    'content-security-policy': `${await policyOf(directory, path, query)}; frame-ancestors ${ancestors(path, query)}`,
    'x-content-type-options': 'nosniff',
    // The address holds every setting, and concerns nobody else.
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}
