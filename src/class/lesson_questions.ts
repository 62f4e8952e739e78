// What lessons ask, for codes and for the class page. A prediction's reason, and the curve that was chosen, are counted as
// answers too.
import type { PredictionQuestion, Question } from '../lessons/lesson.ts';
import { LESSON_NAMES } from '../lessons/lesson_names.ts';
import { lessons } from '../lessons/lessons.ts';
import type { KnownQuestion } from './answer_counts.ts';
import type { FoundResult } from './find_results.ts';

const whyId = ({ id }: PredictionQuestion) => `${id}: why`;
const curveId = ({ id }: PredictionQuestion) => `${id}: curve`;

function questionsOf(asked: Question): KnownQuestion[] {
  if (asked.kind === 'choice') return [asked];
  if (asked.kind !== 'prediction') return [];
  const { text, why, curves } = asked;
  return [
    ...(curves ? [{ id: curveId(asked), text, options: curves.map((curve) => curve.text) }] : []),
    { id: whyId(asked), text: `${text} Why?`, options: why },
  ];
}

const asksOf = (name: string): readonly Question[] =>
  LESSON_NAMES.filter((known) => known === name).flatMap((known) =>
    lessons[known].steps.flatMap(({ ask }) => ask ?? []),
  );

/** Of every lesson, in the order in which they ask. */
export const lessonQuestions: readonly KnownQuestion[] = LESSON_NAMES.flatMap((name) =>
  asksOf(name).flatMap(questionsOf),
);

/** What a code may name by a number. */
export const lessonIds: readonly string[] = [...LESSON_NAMES, ...lessonQuestions.map(({ id }) => id)];

/** The answers of a result, with what it says of its prediction. */
function saidIn({ lesson, prediction, answers }: FoundResult): Readonly<Record<string, number>> {
  const asked = asksOf(lesson?.id ?? '').find(
    (one): one is PredictionQuestion =>
      one.kind === 'prediction' &&
      (one.form === 'curve') === (prediction !== undefined && 'curve' in prediction),
  );
  if (!prediction || !asked) return answers;
  return {
    ...answers,
    ...('curve' in prediction && { [curveId(asked)]: prediction.curve }),
    ...(prediction.why !== undefined && { [whyId(asked)]: prediction.why }),
  };
}

/** What each learner said: a seat may hand in several runs, and the latest answer counts. */
export function learnersSaid(
  results: readonly FoundResult[],
): { readonly answers: Record<string, number> }[] {
  const bySeat = new Map<string, Record<string, number>>();
  for (const result of results) {
    const learner = result.seat === undefined ? result.code : `seat ${result.seat}`;
    bySeat.set(learner, { ...bySeat.get(learner), ...saidIn(result) });
  }
  return [...bySeat.values()].map((answers) => ({ answers }));
}
