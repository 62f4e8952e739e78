// The page's single reproduction and its LLM judge. They outlive the view, so a change of tab loses nothing.
import { browserVerdicts } from '../../storage/verdicts.ts';
import { Reproduction } from '../../store/reproduction.ts';
import { judgeAllInWorker, probeInWorker } from '../../worker/judge_client.ts';
import { memoryOf, queueOptions } from '../queue/experiment_queue.ts';
import { LlmJudging } from './llm_judging.ts';

const MEMORY_KEY = 'reproduction';
let pageState: PageReproduction | undefined;

export interface PageReproduction {
  readonly reproduction: Reproduction;
  readonly judging: LlmJudging;
}

export function openReproduction(): PageReproduction {
  if (pageState) return pageState;
  const opened: Reproduction = new Reproduction({
    ...queueOptions(() => opened),
    memory: memoryOf(MEMORY_KEY),
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
