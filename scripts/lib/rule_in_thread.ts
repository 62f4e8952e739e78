// A rule in a thread of Node, with bounds on memory and time. It is no security boundary: the rule could do what Node can.
// It is code of whoever starts the command, or of the run that they go on with. The page's frame is a boundary:
// `src/worker/rule_frame.ts`.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { ResponseScorer } from '../../src/own/reward/response_scorer.ts';
import { type OpenRuleRoom, ruleScorer } from '../../src/own/reward/rule_scorer.ts';

const MEMORY_MB = 256;

const openRuleThread: OpenRuleRoom = (script, hear) => {
  const thread = new Worker(new URL('./rule_thread.mjs', import.meta.url), {
    workerData: script,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  // A rule between two batches does not keep the process alive.
  thread.on('message', (word: { readonly type?: string }) => {
    if (word.type !== 'at') thread.unref();
    hear(word);
  });
  thread.on('error', (error: Error & { readonly code?: string }) => {
    const message =
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `the rule needs more than ${MEMORY_MB} MB` : error.message;
    hear({ type: 'problem', problem: { message } });
  });
  return {
    send(batch) {
      thread.ref();
      thread.postMessage(batch);
    },
    end: () => void thread.terminate(),
  };
};

const harness = () => readFileSync(new URL('../../src/own/reward/rule_harness.js', import.meta.url), 'utf8');

/** @param text an expression whose value is a function of a response that returns a number */
export const ruleInThread = (text: string): ResponseScorer => ruleScorer(text, harness(), openRuleThread);
