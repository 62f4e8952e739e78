// Worker entry that rates answers by one reward model. It stays open between questions.
import { reasonOf } from '../errors/reason.ts';
import { type Classifier, openClassifier } from '../own/reward/classifier.ts';
import { ScoringFault } from '../own/reward/response_scorer.ts';
import { sourceOf } from '../own/workshop/open_setup.ts';
import { browserBackends } from './browser_backends.ts';
import type { ClassifierAnswer, ClassifierQuestion } from './classifier_protocol.ts';
import { answerRequests } from './request.ts';

let opened: Promise<Classifier> | undefined;

async function open({ model, length, backend: name }: ClassifierQuestion): Promise<Classifier> {
  const backend = await browserBackends().activate(name);
  // What is asked next opens it anew.
  void backend.failed.then(() => {
    opened = undefined;
  });
  return openClassifier(model.files.map(sourceOf), {
    endToken: model.endToken,
    length,
    createModel: ({ config, parameters }) => backend.createModel(config, parameters, false, () => {}),
  });
}

answerRequests(async (question: ClassifierQuestion): Promise<ClassifierAnswer> => {
  try {
    opened ??= open(question);
    const classifier = await opened;
    return { scores: await classifier.score(question.responses), files: classifier.files };
  } catch (error) {
    if (error instanceof ScoringFault) return { problem: error.problem };
    opened = undefined;
    return { problem: { message: reasonOf(error) } };
  }
});
