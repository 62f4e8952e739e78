// The page behind `npm run lab`: the page's own worker, driven from outside instead of by a visitor. Commands come in
// through `window.laboratory`; every event goes out through `window.reportEvent`, which the driver provides.
import type { RunRequest } from './experiments/run_outcome.ts';
import type { ResponseScorer, ResponseToRate } from './own/reward/response_scorer.ts';
import type { Command, WorkerEvent } from './session/protocol.ts';
import type { BenchmarkReply, BenchmarkRequest } from './worker/bench_worker.ts';
import { createClient } from './worker/client.ts';
import { executeInWorkers } from './worker/experiment_client.ts';
import type { ExperimentReply } from './worker/experiment_worker.ts';
import { askOnce } from './worker/request.ts';
import { ruleInFrame } from './worker/rule_frame.ts';
import { trustOwnScripts } from './worker/trusted_scripts.ts';

declare global {
  interface Window {
    laboratory: { send(command: Command): void };
    reportEvent(event: WorkerEvent): void;
    /** `npm run reproduce -- --backend webgpu`; one run at a time. */
    executeRun(request: RunRequest, version: string): void;
    controlRun(type: 'pause' | 'resume'): void;
    reportRun(reply: ExperimentReply): void;
    /** `npm run bench`. */
    benchmark(request: BenchmarkRequest): void;
    reportBenchmark(reply: BenchmarkReply): void;
    /** Rates by a rule in its frame, which stays until another rule comes. */
    scoreByRule(text: string, responses: readonly ResponseToRate[]): Promise<number[]>;
  }
}

trustOwnScripts();

window.laboratory = createClient((event) => window.reportEvent(event));

window.executeRun = (request, version) => {
  const execute = executeInWorkers({ base: document.baseURI, version, backend: () => 'webgpu' });
  const { outcome, pause, resume } = execute(request, (progress) =>
    window.reportRun({ type: 'progress', progress }),
  );
  window.controlRun = (type) => (type === 'pause' ? pause() : resume());
  outcome.then(
    (result) => window.reportRun({ type: 'result', result }),
    (error: Error) => window.reportRun({ type: 'failed', message: error.message }),
  );
};

window.benchmark = (request) => {
  const worker = new Worker(new URL('./worker/bench_worker.ts', import.meta.url), { type: 'module' });
  askOnce(worker, { ...request, base: document.baseURI }, window.reportBenchmark);
};

let rule: { readonly text: string; readonly scorer: ResponseScorer } | undefined;
window.scoreByRule = (text, responses) => {
  if (rule?.text !== text) {
    rule?.scorer.close();
    rule = { text, scorer: ruleInFrame(text) };
  }
  return rule.scorer.score(responses);
};
