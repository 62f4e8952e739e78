// Which file of a folder a request may have. Other pages of the browser can send requests to this machine, too.
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** A name that resolves to this machine. A page of another name may have been pointed here (DNS rebinding). */
export const NAMES = ['127.0.0.1', 'localhost', '[::1]'];
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
 * The address that a request is about, where it is one of this server's. One with a whole address in its first line is
 * about that one.
 * @param {import('node:http').IncomingMessage} request
 * @param {readonly string[]} names of this server, without its port
 */
export function askedAddress({ url = '/', headers: { host }, socket }, names = NAMES) {
  try {
    const address = new URL(url, `http://${host}/`);
    const hosts = names.map((name) => new URL(`http://${name}:${socket.localPort}/`).host);
    return address.protocol === 'http:' && hosts.includes(address.host) ? address : undefined;
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
 * @param {readonly string[]} names of this server; default: of this machine for itself
 * @returns {Promise<Requested>}
 */
export async function requestedFile(request, directory, names = NAMES) {
  const { method, socket } = request;
  const address = askedAddress(request, names);
  /** @param {Refusal} refusal @returns {Requested} */
  const refused = (refusal) => ({ refusal, path: '', query: new URLSearchParams() });
  if (method !== 'GET' && method !== 'HEAD')
    return refused({
      status: 405,
      sentence: `${method} is not offered here (expected GET or HEAD)`,
      headers: { allow: 'GET, HEAD' },
    });
  if (address === undefined) {
    const { host } = new URL(`http://${names[0]}:${socket.localPort}/`);
    return refused({ status: 421, sentence: `this server answers to http://${host}/ alone` });
  }
  const path = await fileAt(directory, address.pathname);
  return path === undefined ? refused(NOT_FOUND) : { path, query: address.searchParams };
}
