// Client of the Gaussian worker. The latest request wins: the worker drops an older one.
import type { GaussianOptions } from '../gaussian/settings.ts';
import type { GaussianAnswer } from './gaussian_worker.ts';
import { openRequests, type Requests } from './request.ts';

/** Progress is the finished share, 0..1; only long requests report it. */
export type GaussianRequests = Requests<GaussianOptions, number, GaussianAnswer>;

export const openGaussianWorker = (): GaussianRequests =>
  openRequests(
    () => new Worker(new URL('./gaussian_worker.ts', import.meta.url), { type: 'module', name: 'gaussian' }),
  );
