// What the page's queues of experiments share: workers, database, how many runs at a time, and that one of them computes.
import type { RunRequest } from '../../experiments/run_outcome.ts';
import type { BadOutcome } from '../../experiments/stored_outcome.ts';
import type { BackendName } from '../../session/protocol.ts';
import { browserOutcomes } from '../../storage/outcomes.ts';
import { readText, writeText } from '../../storage/web_storage.ts';
import type { PublishedQueueOptions } from '../../store/published_queue.ts';
import type { Memory } from '../../store/reproduction.ts';
import { executeInWorkers } from '../../worker/experiment_client.ts';
import { VERSION } from '../frame/version.ts';

let backend: BackendName | undefined;

/** @param name the page's backend; undefined: the best available. */
export function computeOn(name: BackendName | undefined): void {
  backend = name;
}

const PUBLISH_INTERVAL_MS = 200;

/** A visitor's click shows at once, and the progress that follows five times a second. */
function publishingInTurn() {
  let publishAtMs = 0;
  return (publish: () => void): void => {
    const publishNow = () => {
      publishAtMs = performance.now() + PUBLISH_INTERVAL_MS;
      publish();
    };
    const waitMs = publishAtMs - performance.now();
    if (waitMs > 0) setTimeout(publishNow, waitMs);
    else queueMicrotask(publishNow);
  };
}

const CORES = navigator.hardwareConcurrency || 2;

/** A GPU executes one run at a time; otherwise one core is left to the page. */
const concurrencyOn = (name: BackendName | undefined) =>
  name === undefined || name.endsWith('webgpu') ? 1 : Math.max(1, CORES - 1);

/** How many of these runs are computed at a time; those on `markov` take a core each and no device. */
export const runsAtATime = (requests: readonly RunRequest[]): number =>
  requests.every(({ config }) => config.task === 'markov') ? CORES : concurrencyOn(backend);

interface Owner {
  pause(): void;
  tell(trouble: string): void;
  takeBack(trouble: string): void;
  setAside(bad: BadOutcome): void;
}

const owners = new Set<() => Owner>();

/** @param owner of the queue, once there is one. */
export function queueOptions(owner: () => Owner): PublishedQueueOptions {
  owners.add(owner);
  const concurrency = concurrencyOn(backend);
  const cores = Math.floor(CORES / concurrency);
  return {
    execute: executeInWorkers({ base: document.baseURI, version: VERSION, backend: () => backend, cores }),
    store: browserOutcomes({
      say: (message) => owner().tell(message),
      takeBack: (message) => owner().takeBack(message),
      setAside: (bad) => owner().setAside(bad),
    }),
    concurrency,
    smallConcurrency: CORES,
    schedule: publishingInTurn(),
    // Queues at the same time would slow each other down.
    onBegin() {
      for (const other of owners) if (other !== owner) other().pause();
    },
  };
}

export const memoryOf = (key: string): Memory => ({
  read: () => readText(key),
  write: (text) => writeText(key, text),
});
