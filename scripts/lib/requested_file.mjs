// Which file of a folder a request may have. Other pages of the browser can send requests to this machine, too.
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** A name that resolves to this machine. A page of another name may have been pointed here (DNS rebinding). */
const NAMES = ['127.0.0.1', 'localhost', '[::1]'];
/** Beside a file, in place of it: `scripts/lib/precompress.mjs`. */
const TWINS = ['', '.br', '.gz'];
/** Of a name that a file system or the next parser would read otherwise. */
const ODD = /[\\?#%\0]/;

/**
 * @typedef {{ status: number, sentence: string, headers?: Record<string, string> }} Refusal
 * @typedef {{ refusal?: Refusal, path: string, query: URLSearchParams }} Requested `path`: from the folder, begins with /
 */

/** @type {Refusal} */
const NOT_FOUND = { status: 404, sentence: 'not found' };

/**
 * The address that a request is about. One with a whole address in its first line is about that one.
 * @param {import('node:http').IncomingMessage} request
 */
function addressOf({ url = '/', headers: { host } }) {
  try {
    return new URL(url, `http://${host}/`);
  } catch {
    return undefined;
  }
}

/**
 * The path of a file in the folder; undefined if there is none, or if it may not be had.
 * @param {string} directory
 * @param {string} pathname percent-encoded
 */
async function fileAt(directory, pathname) {
  try {
    const decoded = decodeURIComponent(pathname);
    if (ODD.test(decoded) || decoded.split('/').some((name) => name.startsWith('.'))) return undefined;
    const path = decoded.endsWith('/') ? `${decoded}index.html` : decoded;
    const root = await realpath(directory);
    for (const twin of TWINS) {
      const file = join(directory, `${path}${twin}`);
      if (twin !== '' && (await stat(file).catch(() => undefined)) === undefined) continue;
      await access(file, constants.R_OK);
      const leadsOut = !(await realpath(file)).startsWith(`${root}${sep}`);
      if (leadsOut || !(await stat(file)).isFile()) return undefined;
    }
    return path;
  } catch {
    return undefined;
  }
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {string} directory
 * @returns {Promise<Requested>}
 */
export async function requestedFile(request, directory) {
  const { method, socket } = request;
  const address = addressOf(request);
  /** @param {Refusal} refusal @returns {Requested} */
  const refused = (refusal) => ({ refusal, path: '', query: new URLSearchParams() });
  if (method !== 'GET' && method !== 'HEAD')
    return refused({
      status: 405,
      sentence: `${method} is not offered here (expected GET or HEAD)`,
      headers: { allow: 'GET, HEAD' },
    });
  const hosts = NAMES.map((name) => new URL(`http://${name}:${socket.localPort}/`).host);
  if (address === undefined || address.protocol !== 'http:' || !hosts.includes(address.host))
    return refused({ status: 421, sentence: `this server answers to http://${hosts[0]}/ alone` });
  const path = await fileAt(directory, address.pathname);
  return path === undefined ? refused(NOT_FOUND) : { path, query: address.searchParams };
}
