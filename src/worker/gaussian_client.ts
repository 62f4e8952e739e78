// The page's end of the Gaussian worker. The latest request wins: the worker drops the one under way for it.
import type { GaussianOptions } from '../gaussian/settings.ts';
import type { GaussianAnswer } from './gaussian_worker.ts';
import { openRequests, type Requests } from './request.ts';

/** Progress is the share done, 0..1, and is only reported when a request takes long. */
export type GaussianRequests = Requests<GaussianOptions, number, GaussianAnswer>;

export const openGaussianWorker = (): GaussianRequests =>
  openRequests(
    new Worker(new URL('./gaussian_worker.ts', import.meta.url), { type: 'module', name: 'gaussian' }),
  );
