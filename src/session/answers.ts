// Answers to questions about the current run.
import { beforeAndAfter, pairsFor } from './answer_pairs.ts';
import type { ActiveBackend, BackendProvider } from './backend.ts';
import { exportedFolder } from './exported_folder.ts';
import type { LoadModel } from './model_files.ts';
import type { Command, WorkerEvent } from './protocol.ts';
import { referenceCheck } from './reference_check.ts';
import type { Run } from './run.ts';
import { viewSamples } from './views.ts';

export type Question = Extract<Command, { type: 'view' | 'check' | 'pairs' | 'before-after' | 'export' }>;

export async function answerTo(
  question: Question,
  run: Run,
  backend: ActiveBackend,
  { backends, loadModel }: { readonly backends: BackendProvider; readonly loadModel: LoadModel },
): Promise<WorkerEvent> {
  if (question.type === 'export') return exportedFolder(run, question, { backend, loadModel });
  if (question.type === 'check') return referenceCheck(run, backend, backends);
  if (question.type === 'pairs') return pairsFor(run, question);
  if (question.type === 'before-after') return beforeAndAfter(run, question.seed);
  const view = await viewSamples(run, question.promptIndex, question.seed);
  return { type: 'view', runId: run.id, view };
}
