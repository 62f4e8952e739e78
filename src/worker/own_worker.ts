// Worker entry for questions about a visitor's files.
import { recordOf } from '../formats/hugging_face/provenance.ts';
import { sourceOf } from '../own/workshop/open_setup.ts';
import { Workshop } from '../own/workshop/workshop.ts';
import { browserBackends } from './browser_backends.ts';
import type { OwnAnswers, OwnQuestion } from './own_protocol.ts';
import { type AnswerContext, answerRequests } from './request.ts';

const workshop = new Workshop();

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
      case 'samples': {
        const backend = await browserBackends().activate(question.backend);
        void backend.failed.then(({ message }) => fail(message));
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
