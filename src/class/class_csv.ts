// The class as comma-separated values: a row for each result. Names are in it only where the teacher shows them.

import { writeUrl } from '../config/url.ts';
import { csvText } from '../formats/csv.ts';
import { objectives } from '../objectives/index.ts';
import { taskCards } from '../tasks/task.ts';
import type { FoundResult } from './find_results.ts';

const HEAD = [
  'seat',
  'task',
  'method',
  'seed',
  'settings',
  'steps',
  'reward',
  'kl (nats)',
  'exact',
  'backend',
  'guessed reward',
  'guessed kl',
  'guessed curve',
  'reason',
  'lesson',
  'step reached',
];

/** Choices are numbered from 1. */
const numbered = (choice: number | undefined) => (choice === undefined ? undefined : choice + 1);

export function classCsv(results: readonly FoundResult[], withNames: boolean): string {
  const questions = [...new Set(results.flatMap(({ answers }) => Object.keys(answers)))];
  const rows = results.map((result) => {
    const { config, curve, prediction, answers, lesson, seat, nickname, isExact, backend, code } = result;
    const end = curve[curve.length - 1];
    const place = prediction && 'kl' in prediction ? prediction : undefined;
    return [
      seat,
      taskCards[config.task].label,
      objectives[config.method].label,
      config.seed,
      writeUrl(config),
      end.step,
      end.reward,
      end.kl,
      isExact ? 'yes' : 'no',
      backend,
      place?.reward,
      place?.kl,
      numbered(prediction && 'curve' in prediction ? prediction.curve : undefined),
      numbered(prediction?.why),
      lesson?.id,
      lesson?.step,
      ...questions.map((id) => numbered(answers[id])),
      ...(withNames ? [nickname] : []),
      code,
    ];
  });
  const head = [...HEAD, ...questions.map((id) => `answer: ${id}`), ...(withNames ? ['name'] : []), 'code'];
  return csvText([head, ...rows]);
}
