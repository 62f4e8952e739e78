// The policy that each built page states in its head, so that it holds on any host (Content Security Policy, level 3).
// `scripts/lib/security_headers.mjs` repeats it as a header, with what only a header can say.
import { createHash } from 'node:crypto';

const CHARSET = '<meta charset="utf-8" />';
const STYLE = / style="([^"]*)"/g;

/** @param {string} text of an element in the page */
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Scripts and workers of the page's own server, WebAssembly, and connections to that server alone. A judge that the
 * visitor names is asked from a worker, whose address has a policy of its own.
 * @param {readonly string[]} styles hashes of style elements in the page
 */
const policy = (styles) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    ["style-src 'self'", ...styles].join(' '),
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    // A reward rule runs in `sandbox.html`, which has a policy of its own.
    "frame-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    // Only the default policy of `src/worker/trusted_scripts.ts` turns a text into a script's address.
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');

/**
 * The page with its policy, and no referrer. Style attributes become rules of one style element, which a hash allows.
 * @param {string} html
 */
export function withPolicy(html) {
  /** @type {string[]} */
  const styles = [];
  const body = html.replaceAll(STYLE, (_match, style) => {
    if (!styles.includes(style)) styles.push(style);
    return ` data-style="${styles.indexOf(style)}"`;
  });
  const rules = styles.map((style, i) => `[data-style="${i}"]{${style}}`).join('');
  const content = policy(rules === '' ? [] : [hashOf(rules)]);
  return body.replace(
    CHARSET,
    `${CHARSET}
    <meta http-equiv="Content-Security-Policy" content="${content}" />
    <meta name="referrer" content="no-referrer" />${rules === '' ? '' : `\n    <style>${rules}</style>`}`,
  );
}
