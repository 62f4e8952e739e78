// The page's end of the Gaussian worker. The latest request wins: it makes the worker drop the one under way, and
// answers to older ones are not passed on.
import type { GaussianResult } from '../gaussian/experiment.ts';
import type { GaussianOptions } from '../gaussian/settings.ts';

export interface GaussianRequest {
  readonly id: number;
  readonly options: GaussianOptions;
}

export type GaussianReply =
  /** Only for requests that take long; 0..1. */
  | { readonly type: 'progress'; readonly id: number; readonly share: number }
  | {
      readonly type: 'result';
      readonly id: number;
      readonly options: GaussianOptions;
      readonly result: GaussianResult;
      readonly elapsedMs: number;
    }
  | { readonly type: 'problem'; readonly id: number; readonly message: string };

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
