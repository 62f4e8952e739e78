// The page's end of the Gaussian worker. The latest request wins: it makes the worker drop the one under way, and
// answers to older ones are not passed on.
import type { GaussianOptions } from '../gaussian/settings.ts';
import type { GaussianReply, GaussianRequest } from './gaussian_worker.ts';

export interface GaussianClient {
  request(options: GaussianOptions): void;
  dispose(): void;
}

export function createGaussianClient(onReply: (reply: GaussianReply) => void): GaussianClient {
  let latestId = 0;
  const worker = new Worker(new URL('./gaussian_worker.ts', import.meta.url), {
    type: 'module',
    name: 'gaussian',
  });
  worker.addEventListener('message', ({ data }: MessageEvent<GaussianReply>) => {
    if (data.id === latestId) onReply(data);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    const message = `The worker stopped: ${event.message || 'unknown error'}. Reload the page to go on.`;
    onReply({ type: 'problem', id: latestId, message });
  });
  return {
    request(options) {
      latestId++;
      worker.postMessage({ id: latestId, options } satisfies GaussianRequest);
    },
    dispose: () => worker.terminate(),
  };
}
