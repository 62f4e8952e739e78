// Serves a folder of static files on this machine only, compressed where a .br or .gz lies beside. Files are read on each
// request, so a rebuild shows at once.
import { createServer } from 'node:http';
import sirv from 'sirv';
import { requestedFile } from './requested_file.mjs';
import { securityHeaders } from './security_headers.mjs';

const HOST = '127.0.0.1';
const PORTS_TRIED = 100;
/** Names that the build gives: another content has another name. */
const HASHED = /\/assets\/.+-[\w-]{8}\.\w+$/;

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 * @param {string} host
 */
function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(undefined);
    });
  });
}

/**
 * @param {string} directory
 * @param {readonly string[]} [names] of this server; default: of this machine for itself
 */
export function fileHandler(directory, names) {
  const send = sirv(directory, {
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    extensions: [],
    setHeaders(response, path) {
      // Missing from common tables of MIME types.
      if (path.endsWith('.safetensors')) response.setHeader('content-type', 'application/octet-stream');
      if (HASHED.test(path)) response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    },
  });
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  const answer = async (request, response) => {
    const { refusal, path, query } = await requestedFile(request, directory, names);
    const headers = await securityHeaders(directory, path, query);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (refusal !== undefined) {
      const { status, sentence, headers: more } = refusal;
      response.writeHead(status, { 'content-type': 'text/plain', ...more }).end(`${sentence}\n`);
      return;
    }
    // What was checked is what is sent. No file is large enough for a part of it.
    request.url = path;
    delete request.headers.range;
    send(request, response);
  };
  /** @type {import('node:http').RequestListener} A rebuild may take a file away while it is looked at. */
  return (request, response) => void answer(request, response).catch(() => response.destroy());
}

/**
 * Listens on a port, or on the next free one.
 * @param {import('node:http').Server} server
 * @param {{ port: number, exact?: boolean, host?: string }} options port 0: any free one; `exact`: that port or an error
 */
export async function listenFrom(server, { port, exact = false, host = HOST }) {
  for (let candidate = port; ; candidate++) {
    try {
      await listen(server, candidate, host);
      break;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken) throw error;
      if (exact) throw new Error(`port ${candidate} is taken (choose another with --port)`);
      if (candidate >= Math.min(port + PORTS_TRIED, 65535))
        throw new Error(`no free port from ${port} to ${candidate} (choose another with --port)`);
    }
  }
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {{ directory: string, port: number, exact?: boolean }} options */
export async function serve({ directory, port, exact }) {
  const { port: bound, close } = await listenFrom(createServer(fileHandler(directory)), { port, exact });
  // Avoid `localhost`: it may resolve to ::1, where another server may listen.
  return { url: `http://${HOST}:${bound}/`, close };
}
