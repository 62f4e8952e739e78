// The page's end of questions about a visitor's files, and of the reward that their runs are rated by.
import type { ResponseScorer } from '../own/reward/response_scorer.ts';
import { answerCalls } from '../own/reward/reward_port.ts';
import type { OwnAnswers, OwnQuestion } from './own_protocol.ts';
import { openRequests, settling } from './request.ts';
import { ruleInFrame } from './rule_frame.ts';

export interface OwnClient {
  ask<Kind extends OwnQuestion['kind']>(
    question: Extract<OwnQuestion, { kind: Kind }>,
  ): Promise<OwnAnswers[Kind]>;
  stop(): void;
}

export function createOwnClient(): OwnClient {
  const requests = openRequests<OwnQuestion, never, OwnAnswers[keyof OwnAnswers]>(
    () => new Worker(new URL('./own_worker.ts', import.meta.url), { type: 'module', name: 'own files' }),
  );
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        requests.ask(
          question,
          settling(resolve as never, reject, () => {}),
          question.kind,
        );
      }),
    stop: requests.stop,
  };
}

/** The rule in use, in one frame for all workers: it answers one call after the other. */
let inFrame: { readonly rule: string; readonly scorer: ResponseScorer } | undefined;

/** A port through which a worker asks for scores of the rule. Ports of a rule before it fail from now on. */
export function rulePort(rule: string): MessagePort {
  if (inFrame?.rule !== rule) {
    inFrame?.scorer.close();
    inFrame = { rule, scorer: ruleInFrame(rule) };
  }
  const { port1, port2 } = new MessageChannel();
  answerCalls(port1, inFrame.scorer);
  return port2;
}
