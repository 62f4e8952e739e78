// Five answers of one prompt, spread over their rewards: will each be pushed up or down?
import { decimals, deeds, percent, sharesOf } from '../facts.ts';
import type { Facts, LessonRun } from '../lesson.ts';

export interface SignAnswer {
  /** Its place in the microscope. */
  readonly index: number;
  readonly text: string;
  readonly reward: number;
  /** alpha - beta. */
  readonly push: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Different texts from the worst reward to the best; among them the best-paid answer that is pushed down. */
export function signAnswers(run: LessonRun | undefined, count: number): readonly SignAnswer[] {
  const shares = sharesOf(run);
  if (!shares) return [];
  const { group, alpha, beta, push } = shares;
  const all = group.texts
    .map((text, index) => ({
      index,
      text,
      reward: group.reward[index],
      push: push[index],
      alpha: alpha[index],
      beta: beta[index],
    }))
    .filter(({ text }, i) => group.texts.indexOf(text) === i)
    .sort((a, b) => a.reward - b.reward || a.index - b.index);
  if (all.length <= count) return all;
  const spread = Array.from(
    { length: count },
    (_, i) => all[Math.round((i * (all.length - 1)) / (count - 1))],
  );
  const surprise = surprising(all);
  if (!surprise || spread.includes(surprise)) return spread;
  const nearest = spread.reduce((best, one) =>
    distance(one, surprise) < distance(best, surprise) ? one : best,
  );
  return spread.map((one) => (one === nearest ? surprise : one));
}

const distance = (a: SignAnswer, b: SignAnswer) => Math.abs(a.reward - b.reward);

/** The best-paid answer that is pushed down. */
const surprising = (answers: readonly SignAnswer[]): SignAnswer | undefined =>
  answers.filter(({ push }) => push < 0).sort((a, b) => b.reward - a.reward)[0];

export function signsText(facts: Facts): string {
  const marks = new Map(
    deeds(facts, 'answered').map(({ question, isRight }) => [question, isRight === true]),
  );
  const right = [...marks.values()].filter(Boolean).length;
  const score = `${right} of ${marks.size} as the model does it.`;
  const surprise = surprising(signAnswers(facts.current, marks.size));
  if (!surprise) return score;
  const { text, reward, alpha, beta } = surprise;
  return `${score} Look at “${text}”: reward ${decimals(reward)}, and pushed down. It has ${percent(beta)} of the weight, and should have ${percent(alpha)}.`;
}
