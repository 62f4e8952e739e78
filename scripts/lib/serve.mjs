// Serves a folder of static files on this machine only, compressed where a .br or .gz lies beside. Files are read on each
// request, so a rebuild shows at once.
import { createServer } from 'node:http';
import sirv from 'sirv';

const HOST = '127.0.0.1';
const PORTS_TRIED = 100;
/** Names that the build gives: another content has another name. */
const HASHED = /\/assets\/.+-[\w-]{8}\.\w+$/;

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve(undefined);
    });
  });
}

/**
 * @param {{ directory: string, port: number, exact?: boolean }} options port 0: any free one; `exact`: that port or
 *   an error, otherwise the next free one
 */
export async function serve({ directory, port, exact = false }) {
  const handler = sirv(directory, {
    dev: true,
    etag: true,
    brotli: true,
    gzip: true,
    setHeaders(response, path) {
      // Missing from common tables of MIME types.
      if (path.endsWith('.safetensors')) response.setHeader('content-type', 'application/octet-stream');
      if (HASHED.test(path)) response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    },
  });
  const server = createServer((request, response) => {
    handler(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    });
  });
  for (let candidate = port; ; candidate++) {
    try {
      await listen(server, candidate);
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
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    // Avoid `localhost`: it may resolve to ::1, where another server may listen.
    url: `http://${HOST}:${bound}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
