// The page's single reproduction and its LLM judge. They outlive the view, so a change of tab loses nothing.
import type { RunRequest } from '../../experiments/run_outcome.ts';
import type { BackendName } from '../../session/protocol.ts';
import { browserOutcomes } from '../../storage/outcomes.ts';
import { browserVerdicts } from '../../storage/verdicts.ts';
import { readText, writeText } from '../../storage/web_storage.ts';
import { Reproduction } from '../../store/reproduction.ts';
import { executeInWorkers } from '../../worker/experiment_client.ts';
import { judgeAllInWorker, probeInWorker } from '../../worker/judge_client.ts';
import { VERSION } from '../frame/version.ts';
import { LlmJudging } from './llm_judging.ts';

const MEMORY_KEY = 'reproduction';
let backend: BackendName | undefined;
let pageState: PageReproduction | undefined;

export interface PageReproduction {
  readonly reproduction: Reproduction;
  readonly judging: LlmJudging;
}

const PUBLISH_INTERVAL_MS = 200;
let publishAtMs = 0;

/** A visitor's click shows at once, and the progress that follows five times a second. */
function publishInTurn(publish: () => void): void {
  const publishNow = () => {
    publishAtMs = performance.now() + PUBLISH_INTERVAL_MS;
    publish();
  };
  const waitMs = publishAtMs - performance.now();
  if (waitMs > 0) setTimeout(publishNow, waitMs);
  else queueMicrotask(publishNow);
}

const CORES = navigator.hardwareConcurrency || 2;

/** A GPU executes one run at a time; otherwise one core is left to the page. */
const concurrencyOn = (name: BackendName | undefined) =>
  name === undefined || name.endsWith('webgpu') ? 1 : Math.max(1, CORES - 1);

/** How many of these runs are computed at a time; those on `markov` take a core each and no device. */
export const runsAtATime = (requests: readonly RunRequest[]): number =>
  requests.every(({ config }) => config.task === 'markov') ? CORES : concurrencyOn(backend);

/** @param computes the page's backend at the time of opening the queue. */
export function openReproduction(computes: BackendName | undefined): PageReproduction {
  backend = computes;
  if (pageState) return pageState;
  const concurrency = concurrencyOn(computes);
  const cores = Math.floor(CORES / concurrency);
  const opened = new Reproduction({
    execute: executeInWorkers({ base: document.baseURI, version: VERSION, backend: () => backend, cores }),
    store: browserOutcomes({
      say: (message) => opened.tell(message),
      takeBack: (message) => opened.takeBack(message),
      setAside: (bad) => opened.setAside(bad),
    }),
    concurrency,
    smallConcurrency: CORES,
    schedule: publishInTurn,
    memory: {
      read: () => readText(MEMORY_KEY),
      write: (text) => writeText(MEMORY_KEY, text),
    },
  });
  pageState = {
    reproduction: opened,
    judging: new LlmJudging({
      judgeAll: judgeAllInWorker,
      probe: probeInWorker,
      verdicts: browserVerdicts((message) => opened.tell(message)),
    }),
  };
  void opened.restore();
  return pageState;
}
