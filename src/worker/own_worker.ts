// Worker entry for questions about a visitor's files.
import { recordOf } from '../formats/hugging_face/provenance.ts';
import { sourceOf } from '../own/workshop/open_setup.ts';
import { Workshop } from '../own/workshop/workshop.ts';
import { flopsPerSecond } from '../session/pace_probe.ts';
import type { BackendName } from '../session/protocol.ts';
import { browserBackends } from './browser_backends.ts';
import type { OwnAnswers, OwnQuestion } from './own_protocol.ts';
import { type AnswerContext, answerRequests } from './request.ts';

const workshop = new Workshop();

async function activated(name: BackendName | undefined, fail: (message: string) => void) {
  const backend = await browserBackends().activate(name);
  void backend.failed.then(({ message }) => fail(message));
  return backend;
}

answerRequests(
  async (question: OwnQuestion, { fail }: AnswerContext<never>): Promise<OwnAnswers[keyof OwnAnswers]> => {
    switch (question.kind) {
      case 'model':
        return workshop.model(question.files, question.runLength);
      case 'classifier':
        return workshop.classifier(question.files);
      case 'data':
        return workshop.data(question.file);
      case 'fingerprints':
        return Promise.all(question.files.map((file) => recordOf(sourceOf(file))));
      case 'fit':
        return workshop.fit(question.plan);
      case 'pace': {
        const backend = await activated(question.backend, fail);
        try {
          const { label } = backend.info;
          return { flopsPerSecond: await flopsPerSecond(backend, () => {}), backend: label };
        } finally {
          backend.release();
        }
      }
      case 'samples': {
        const backend = await activated(question.backend, fail);
        try {
          return await workshop.samples(question.plan, question.count, ({ config, parameters }) =>
            backend.createModel(config, parameters, false, () => {}),
          );
        } finally {
          backend.release();
        }
      }
    }
  },
);
