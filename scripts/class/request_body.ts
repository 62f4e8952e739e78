// The body of a request, up to a size.
import type { IncomingMessage } from 'node:http';

/** Undefined for a larger one, which is not read to its end. Rejects if the connection breaks. */
export function requestBody(request: IncomingMessage, mostBytes: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > mostBytes) {
        request.pause();
        resolve(undefined);
      } else parts.push(part);
    });
    request.once('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    request.once('error', reject);
    request.once('close', () => reject(new Error('the connection was closed')));
  });
}
