// A supervised training as its panel shows it: what the worker's replies add up to.
import type { WrittenSample } from '../../../own/sft/fine_tune.ts';
import type { Reply } from '../../../worker/request.ts';
import type { SftNews, SftResult, SftStep } from '../../../worker/sft_protocol.ts';

interface HeldOut {
  readonly step: number;
  /** Nats per token; absent without held-out rows. */
  readonly validationLoss?: number;
}

export interface SftTraining {
  readonly status: 'running' | 'paused' | 'made' | 'failed';
  /** Steps at most. */
  readonly totalSteps: number;
  readonly steps: readonly SftStep[];
  readonly heldOut: readonly HeldOut[];
  /** The newest, and the step that they are of. */
  readonly samples: { readonly step: number; readonly texts: readonly WrittenSample[] };
  /** What goes on before the first step. */
  readonly preparing?: Extract<SftNews, { readonly done: number }>;
  /** Numbers that are trained. */
  readonly parameters?: number;
  readonly notes: readonly string[];
  /** The last news of the browser's storage. */
  readonly kept?: Extract<SftNews, { kind: 'kept' }>;
  /** Why it failed; a sentence without a full stop. */
  readonly problem?: string;
  readonly result?: SftResult;
}

export const begun = (totalSteps: number): SftTraining => ({
  status: 'running',
  totalSteps,
  steps: [],
  heldOut: [],
  samples: { step: 0, texts: [] },
  notes: [],
});

function withNews(training: SftTraining, news: SftNews): SftTraining {
  switch (news.kind) {
    case 'steps':
      return { ...training, preparing: undefined, steps: [...training.steps, ...news.steps] };
    case 'evaluation': {
      const { step, validationLoss, samples } = news;
      return {
        ...training,
        preparing: undefined,
        heldOut: [...training.heldOut, { step, validationLoss }],
        samples: { step, texts: samples },
      };
    }
    case 'kept':
      return { ...training, kept: news };
    case 'ready':
      return { ...training, preparing: undefined, parameters: news.parameters, notes: news.notes };
    default:
      return { ...training, preparing: news };
  }
}

export function withReply(training: SftTraining, reply: Reply<SftNews, SftResult>): SftTraining {
  if (reply.type === 'progress') return withNews(training, reply.progress);
  if (reply.type === 'failed') return { ...training, status: 'failed', problem: reply.message };
  return { ...training, status: 'made', result: reply.result };
}
